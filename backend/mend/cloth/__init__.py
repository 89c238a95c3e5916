"""Our cloth: a stitch for every good thing, woven into a picture of the couple's own."""
