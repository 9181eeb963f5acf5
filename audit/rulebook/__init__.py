"""Rule files to checked, typed and compiled rules; this floor knows no engine."""
