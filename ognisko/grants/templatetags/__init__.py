<<<<<<< HEAD
"""Template filters of calls."""
=======
"""Template filters of grants."""
>>>>>>> decide1
