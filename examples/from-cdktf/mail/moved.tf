moved {
  from = aws_sqs_queue.mail-jobs_failed_A3B989D6
  to   = aws_sqs_queue.jobs_main_failed
}

moved {
  from = aws_sqs_queue.mail-jobs_waiting_24623145
  to   = aws_sqs_queue.jobs_main_waiting
}
