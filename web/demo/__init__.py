"""The demo community: its story and what plays it."""
