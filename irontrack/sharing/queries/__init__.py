"""The sharing domain's statements: grants, and the people who are seen through them."""
