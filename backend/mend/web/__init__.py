"""Pages, forms, cookies and headers. Knows HTTP and nothing of couples."""
