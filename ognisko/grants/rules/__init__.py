"""What calls, reviews, rankings and grant money follow: pure, without ORM; every limit is a setting of the call."""
