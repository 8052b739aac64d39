"""Product pictures as code: a tile to draw on, and one function a silhouette, by department."""
