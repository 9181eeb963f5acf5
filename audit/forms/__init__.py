"""Document to forms: what stands where on a self-evaluation form, then its typed tables."""
