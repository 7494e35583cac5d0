from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct
from jobs import Jobs


class Mail(TerraformStack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        AwsProvider(self, "aws", region="eu-west-1")
        jobs = Jobs(self, "mail-jobs", attempts=5)
        TerraformOutput(self, "queue_url", value=jobs.queue.url)


app = App()
Mail(app, "mail")
app.synth()
