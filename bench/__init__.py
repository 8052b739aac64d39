"""Side-by-side measurements, as tables and pictures. Nothing here passes or fails."""
