moved {
  from = module.queues_eu.aws_sqs_queue.dead_letters
  to   = aws_sqs_queue.queues_eu_dead_letters
}

moved {
  from = module.queues_eu.aws_sqs_queue.queue["mails"]
  to   = aws_sqs_queue.queues_eu_mails
}

moved {
  from = module.queues_eu.aws_sqs_queue.queue["orders"]
  to   = aws_sqs_queue.queues_eu_orders
}

moved {
  from = module.queues_us.aws_sqs_queue.dead_letters
  to   = aws_sqs_queue.queues_us_dead_letters
}

moved {
  from = module.queues_us.aws_sqs_queue.queue["mails"]
  to   = aws_sqs_queue.queues_us_mails
}

moved {
  from = module.queues_us.aws_sqs_queue.queue["orders"]
  to   = aws_sqs_queue.queues_us_orders
}
