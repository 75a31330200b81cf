"""The shell: the only package that knows Flask, HTTP and the platforms."""
