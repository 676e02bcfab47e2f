"""Posts in all kinds of markup, made up for the tests."""

RIDGE = r"""# Gradient of a ridge objective

I have data $A \in \mathbb{R}^{m \times n}$, a target vector $b \in \mathbb{R}^m$ and want to minimise

```math
f(x) = \|Ax - b\|_2^2 + \lambda \|x\|_2^2
```

with respect to $x$. Here is what I did:

\begin{align}
df &= 2(Ax-b)^T A\,dx + 2\lambda x^T dx \\
\nabla f(x) &= 2A(Ax-b) + 2\lambda x
\end{align}

Is that right?

## Answer

> $$\nabla f(x) = 2A(Ax-b) + 2\lambda x$$

No, you forgot a transpose: $\nabla f(x) = 2A^T(Ax-b) + 2\lambda x$.
"""
"""Markdown with a fenced formula, a bare environment, and an answer that quotes the mistake."""

QUADRATIC = r"""Let \( S \) be a symmetric \( n\times n \) matrix and \( f(x) = x^\top S x \), where \(x\) is an
\(n\)-dimensional vector. What is the gradient of \(f\) w.r.t. \(x\)? I get
\[ df = dx^\top S x + x^\top S\,dx = 2 x^\top S\, dx, \qquad \nabla f = 2Sx. \]
"""
"""LaTeX's own brackets, a property in words, and several relations in one formula."""

HTML = """<p>Suppose <code>Y = X*B</code> where Y, X, B are matrices, and L = normF(Y - T)^2.</p>
<p>I computed the derivative of L with respect to B:</p>
<pre><code>dL = 2*(Y - T) : dY
   = 2*(Y - T) : X*dB
   = 2*X*(Y - T) : dB
dL/dB = 2*X*(Y - T)
</code></pre>
<p>Where&#39;s my mistake?</p>
<h2>1 Answer</h2>
<blockquote><p>dL/dB = 2*X*(Y - T)</p></blockquote>
<p>The factor crosses transposed: dL = 2*X'*(Y - T) : dB, so dL/dB = 2*X'*(Y-T).</p>
"""
"""HTML with entities; the formulas in plain text, within sentences and in a code block."""

TRACE = r"""How do I differentiate $\operatorname{tr}(AXBX^T)$ with respect to the matrix $X$?

My attempt: $$\frac{\partial}{\partial X}\operatorname{tr}(AXBX^T) = AXB + A^TXB^T.$$

1 Answer

Using differentials, $$d\operatorname{tr}(AXBX^T)=\operatorname{tr}(A\,dX\,BX^T)+\operatorname{tr}(AXB\,dX^T)$$ and
you are done.
"""
"""The function has no name; the title is the question."""

NETWORK = """Backprop through a two layer net

We have h = tanh(W1*x), y = W2*h and the loss L = 1/2*norm2(y - t)^2. I need dL/dW1.

dL = (y - t) : dy
dL = W2'*(y - t) : dh
dL = (W2'*(y - t)) .* (1 - h.^2) : dW1*x
dL/dW1 = x*((W2'*(y - t)) .* (1 - h.^2))'

Something is off, the shapes do not match.
"""
"""No markup at all; the last line is in another layout."""

GAUSS = r"""I want $\frac{\partial \phi}{\partial \Sigma}$ where $\phi = \log\det\Sigma + v^T\Sigma^{-1}v$ and
$\Sigma$ is symmetric positive definite.

$$d\phi = \Sigma^{-1}:d\Sigma + v^T\Sigma^{-1}d\Sigma\,\Sigma^{-1}v$$
$$\frac{\partial\phi}{\partial\Sigma} = \Sigma^{-1} + \Sigma^{-1}vv^T\Sigma^{-1}$$
"""
"""Greek letters; a sign is lost in the first line."""

INDICES = r"""Given Y = XW and $L(Y)$ scalar, show $\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Y} W^T$

Proof: $\frac{\partial L}{\partial X_{ij}} = \sum_{kl} \frac{\partial L}{\partial Y_{kl}}\frac{\partial Y_{kl}}
{\partial X_{ij}}$ and $\frac{\partial Y_{kl}}{\partial X_{ij}} = \delta_{ki} W_{jl}$. Thus
$\frac{\partial L}{\partial X_{ij}} = \sum_l \frac{\partial L}{\partial Y_{il}} W_{jl}$.
"""
"""Index notation; the loss is some function."""

LAYERS = r"""Chain rule for three layers

The layers are $Z_3 = Z_2 V_3$, each like the one before, and $\frac{\partial C}{\partial Z_3}$ is $Z_3 - T$.
For $\frac{\partial C}{\partial V_1}$ I find

$$\eqalign{dC &= (Z_3 - T) : dZ_3 \cr
 &= (Z_3 - T)V_3^T : dZ_2 \cr
 &= (Z_3 - T)V_3^TV_2^T : dZ_1 \cr
\frac{\partial C}{\partial V_1} &= Z_0^T(Z_3 - T)V_3^TV_2^T}$$
"""
"""Only one layer is stated, the others follow by analogy; the loss is known by its gradient."""

SQUARED = r"""\def\G{\frac{\partial g}{\partial X}} \newcommand{\half}{\tfrac12}
Let $P = XX^T$ and $g = \|P X\|_F$. What is $\G$?

2 Answers

0

Square it: $$\begin{aligned} g &= PX:PX \\ dg &= 2PX : (dP\,X + P\,dX) \end{aligned}$$

1

With $M=PX$ one has $dg = \frac{1}{g} M : dM$, and $\half$ plays no role.
"""
"""Macros; an answer that solves another problem than the one posed, and one that is right."""

LOST = r"""We have \frac{\partial J}{\partial \mathbf{H}} = \frac{\partial J}{\partial \mathbf{Q}}
\; \frac{\partial \mathbf{Q}}{\partial \mathbf{H}} and \mathbf{Q} = \mathbf{U} \mathbf{H} + \mathbf{c},
so that \frac{\partial J}{\partial \mathbf{H}} = \frac{\partial J}{\partial \mathbf{Q}} \mathbf{U}, which has a
shape that is odd.

Hello @someone,

take \frac{\partial J}{\partial \mathbf{H}} = \mathbf{U}^\top \frac{\partial J}{\partial \mathbf{Q}} instead.
"""
"""A page that has lost its dollars; a column is added to a matrix."""

MATHJAX = r"""<p>With <script type="math/tex">r = Bu - c</script> let
<script type="math/tex; mode=display">q = r^T r</script> and find the gradient of
<span class="math">\(q\)</span> with respect to <script type="math/tex">u</script>.</p>
<p>I have <script type="math/tex; mode=display">\nabla_u q = 2 B^T r = 2B^T(Bu - c) = 2B^TBu - 2B^T c</script></p>
<p>2 replies</p><p>Looks fine: x<sub>i</sub> is nothing here, but <b>\(dq = 2r^T B\,du\)</b>.</p>
"""
"""Formulas in the scripts that MathJax keeps."""

LAWS = r"""Is $\nabla_X f = A^T X B + A X B^T$ right for $f = \operatorname{tr}(X^T A X B)$, $A$ and $B$ being square?

**Answer**

Recall that $P:QR = PR^T:Q = Q^TP:R$ and $d(PQ)=dP\,Q+P\,dQ$. Also $(PQ)^T = P^TQ^T$.

***

My answer: $df = dX : AXB + X : A\,dX\,B$ and therefore $\frac{\partial f}{\partial X} = AXB + A^TXB^T$.
"""
"""Quoted laws in letters of their own, one of them false, before the derivation."""

PROSE = "Just some text without any formulas, asking about nothing in particular, at some length."

VAGUE = r"Is it true that $A B \ne B A$ in general, and what is $x$ then, if $y = 5$?"

POSTS = {
    name.lower(): text for name, text in dict(globals()).items() if name.isupper() and isinstance(text, str)
}
