"""Where facts come from: one module per service, none of which imports another."""
