"""What came of it: reach, reception and effect of a campaign, and contests; never merged."""
