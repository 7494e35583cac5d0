moved {
  from = aws_s3_bucket.contracts_bucket_02C04FB3
  to   = aws_s3_bucket.archive_main_contracts
}

moved {
  from = aws_s3_bucket.invoices_bucket_E7F27FA9
  to   = aws_s3_bucket.archive_main_invoices
}

moved {
  from = aws_s3_bucket_versioning.contracts_versioning_D699FF92
  to   = aws_s3_bucket_versioning.archive_main_contracts
}

moved {
  from = aws_s3_bucket_versioning.invoices_versioning_33A57977
  to   = aws_s3_bucket_versioning.archive_main_invoices
}
