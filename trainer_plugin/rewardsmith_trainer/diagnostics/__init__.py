"""What goes on in a run: figures of its batches, an advisor that reads them, an audit."""
