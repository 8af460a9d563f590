"""What the council asks and what the administration answers, when, on which figures."""
