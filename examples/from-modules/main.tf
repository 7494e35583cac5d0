provider "aws" {
  alias  = "eu"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

module "queues_eu" {
  source    = "./modules/queues"
  providers = { aws = aws.eu }
  prefix    = "shop-eu-queues"
  names     = ["orders", "mails"]
}

module "queues_us" {
  source    = "./modules/queues"
  providers = { aws = aws.us }
  prefix    = "shop-us-queues"
  names     = ["orders", "mails"]
}

output "orders" {
  value = module.queues_eu.urls["orders"]
}
