"""What questionnaires are and how their answers are judged: pure, without the database."""
