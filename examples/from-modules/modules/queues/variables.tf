variable "prefix" {
  type        = string
  description = "Begins the name of each queue."
}

variable "names" {
  type        = list(string)
  description = "Names of the queues."
}

variable "kms_key_arn" {
  type        = string
  default     = null
  description = "ARN of the KMS key that encrypts messages."
}

variable "retention_seconds" {
  type        = number
  default     = 345600
  description = "Number of seconds for which a message is kept."
}
