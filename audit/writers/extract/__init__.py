"""What was read from forms: as a workbook, as Parquet files, drawn on the terminal."""
