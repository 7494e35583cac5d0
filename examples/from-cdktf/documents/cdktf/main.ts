import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Archive } from "./archive";

class Documents extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "eu-west-1" });
    const invoices = new Archive(this, "invoices", { owner: "billing" });
    new Archive(this, "contracts", { owner: "legal" });
    new TerraformOutput(this, "invoices_arn", { value: invoices.arn });
  }
}

const app = new App();
new Documents(app, "documents");
app.synth();
