# Alarms for one database. The module is older than the tier, which only calls it.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "name" {
  type        = string
  description = "Beginning of the alarms' names."
}

variable "identifier" {
  type        = string
  description = "Identifier of the database instance."
}

variable "max_cpu" {
  type        = number
  description = "CPU load in percent above which an alarm is raised."
}

variable "min_free_storage" {
  type        = number
  description = "Free storage in bytes below which an alarm is raised."
}

variable "max_replica_lag" {
  type        = number
  default     = null
  description = "Seconds by which a replica may lag. Null: it is no replica."
}

variable "topic_arn" {
  type        = string
  description = "ARN of the topic that is told."
}

variable "tags" {
  type        = map(string)
  default     = {}
  description = "Tags of the alarms."
}

locals {
  alarms = {
    cpu = {
      metric     = "CPUUtilization"
      comparison = "GreaterThanThreshold"
      threshold  = var.max_cpu
    }
    storage = {
      metric     = "FreeStorageSpace"
      comparison = "LessThanThreshold"
      threshold  = var.min_free_storage
    }
    lag = {
      metric     = "ReplicaLag"
      comparison = "GreaterThanThreshold"
      threshold  = var.max_replica_lag
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "main" {
  for_each = { for key, alarm in local.alarms : key => alarm if alarm.threshold != null }

  alarm_name          = "${var.name}-${each.key}"
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  dimensions          = { DBInstanceIdentifier = var.identifier }
  statistic           = "Average"
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 2
  alarm_actions       = [var.topic_arn]
  ok_actions          = [var.topic_arn]
  tags                = var.tags
}

output "alarm_arns" {
  value       = [for alarm in aws_cloudwatch_metric_alarm.main : alarm.arn]
  description = "ARNs of the alarms."
}
