"""Staff pages that mix domains: today, the pages of a party and of a project, import."""
