from cdktf import Fn, Token
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct


class Jobs(Construct):
    def __init__(self, scope: Construct, id: str, *, attempts: int) -> None:
        super().__init__(scope, id)
        failed = SqsQueue(self, "failed", name=f"{id}-failed", message_retention_seconds=1_209_600)
        self.queue = SqsQueue(
            self,
            "waiting",
            name=id,
            redrive_policy=Token.as_string(
                Fn.jsonencode({"deadLetterTargetArn": failed.arn, "maxReceiveCount": attempts})
            ),
        )
