/** The oldest browsers we build for: the first with `light-dark()`, which the design tokens are written in. */
export const target = ["chrome123", "edge123", "firefox121", "safari17.5"];
