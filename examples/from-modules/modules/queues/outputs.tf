output "urls" {
  value       = { for name, queue in aws_sqs_queue.queue : name => queue.url }
  description = "URL of each queue, by its name."
}

output "dead_letter_arn" {
  value       = aws_sqs_queue.dead_letters.arn
  description = "ARN of the dead-letter queue."
}
