"""Line after line: is it so?"""
