moved {
  from = module.queues_eu
  to   = module.queues_eu_main
}

moved {
  from = module.queues_us
  to   = module.queues_us_main
}
