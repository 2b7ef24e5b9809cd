"""Strips and charts as SVG: the sizes and places are worked out here, templates only write them down."""
