"""Where did my derivation go wrong? Each line judged, the first wrong one explained."""
