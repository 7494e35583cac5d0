terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 7.0"
    }
  }
}

resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.prefix}-dead_letters"
  kms_master_key_id         = var.kms_key_arn
  message_retention_seconds = var.retention_seconds
  tags                      = { Name = "${var.prefix}-dead_letters" }
}

resource "aws_sqs_queue" "queue" {
  for_each = toset(var.names)

  name                      = "${var.prefix}-${each.key}"
  kms_master_key_id         = var.kms_key_arn
  message_retention_seconds = var.retention_seconds
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
  tags = { Name = "${var.prefix}-${each.key}" }
}
