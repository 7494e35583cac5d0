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
  description = "ARN of the KMS key that messages are encrypted with."
}

variable "retention_seconds" {
  type        = number
  default     = 345600
  description = "For how many seconds a message is kept."
}
