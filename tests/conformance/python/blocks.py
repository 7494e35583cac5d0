"""Blocks: nested ones, meta-arguments, providers, modules, checks."""

from inputs import Inputs, Rule

from terrace_sdk import Block, Check, Context, Contribution, Data, Expression, Module, Resource, template


def nested(out: Contribution, rules: list[Rule]) -> None:
    def ingress(rule: Rule) -> Block:
        return Block(
            protocol="tcp",
            from_port=rule.port,
            to_port=rule.port,
            cidr_blocks=rule.cidr_blocks,
            description=rule.description,
        )

    out.add(
        Resource("aws_security_group", "nested", name="nested")
        .blocks("ingress", map(ingress, rules))
        .block("timeouts", Block(create="10m", delete=None))
    )

    def matching(name: str, value: str) -> Block:
        return Block(name=name, values=[value])

    out.add(
        Data(
            "aws_ami",
            "nested",
            owners=["amazon"],
            filter=[matching("name", "al2023-*"), matching("architecture", "x86_64")],
        )
        .blocks("filter", [matching("state", "${available}")])
        .block("timeouts", Block())
    )


def lifecycle(out: Contribution) -> None:
    pet = out.add(Resource("random_pet", "lifecycle", length=2))
    longer = Expression(f"{pet.attr('length').to_source()} > 1")
    named = Expression('self.name != ""')
    counted = out.add(
        Resource("aws_sqs_queue", "counted", name=Expression('"queue-${count.index}"')).count(
            Expression.conditional(longer, 2, 0)
        )
    )
    # Terraform creates none of these, so that a test can destroy what it applied.
    out.add(
        Resource("aws_sqs_queue", "kept", name="kept")
        .count(0)
        .prevent_destroy()
        .create_before_destroy()
        .ignore_changes(["tags", "policy"])
        .ignore_changes(["redrive_policy"])
        .replace_triggered_by(pet)
        .replace_triggered_by(pet.attr("id"))
        .precondition(longer, template("the name of ", pet.attr("id"), " is too short for ${it}"))
        .postcondition(named, "the queue has no name")
    )
    each = out.add(
        Resource("aws_sqs_queue", "each", name=Expression("each.key"))
        .for_each(Expression.call("toset", ["a", "b"]))
        .ignore_all_changes()
        .depends_on(counted, pet)
    )
    out.add(
        Resource("aws_sqs_queue", "mapped", name=Expression("each.value")).for_each(
            {"x": pet.attr("id"), "y${z}": "literal"}
        )
    )
    out.local("first_counted", counted[0].attr("arn"))
    out.local("one_of_each", each["a"].attr("arn"))


def providers(out: Contribution, context: Context) -> None:
    out.add(Resource("aws_sns_topic", "here", name="here"))
    for region in context.regions:
        if region.name != context.region and "aws" in region.providers:
            name = f"in_{region.name}"
            out.add(Resource("aws_sns_topic", name, name=region.name).provider_of(region.name))
            out.add(Data("aws_caller_identity", name).provider_of(region.name))


def modules(out: Contribution, inputs: Inputs) -> None:
    topic = out.add(Resource("aws_sns_topic", "modules", name="modules"))
    first = out.module(
        Module(
            "first",
            "terraform-aws-modules/sqs/aws",
            "~> 4.2",
            name=inputs.text,
            tags=inputs.labels,
            topic_arn=topic.attr("arn"),
            nothing=None,
        ).depends_on(topic)
    )
    settings = {"literal": "${x}", "url": first.attr("queue_url"), "size": inputs.size}
    second = out.module(Module("second", "./modules/queue", settings=settings))
    out.local("module_outputs", [first.attr("queue_url"), second.attr("not an identifier"), second])


def checks(out: Contribution) -> None:
    topic = out.add(Resource("aws_sns_topic", "checks", name="checks"))
    named = Expression(f'{topic.attr("name").to_source()} != ""')
    out.check(Check("named").assert_(named, "the topic has no ${name}"))
    source = Data("aws_caller_identity", "checks")
    account = source.reference().attr("account_id")
    known = Expression(f'{account.to_source()} != ""')
    message = template("account ", account, " is not known")
    out.check(Check("known").data(source).assert_(known, message).assert_(named, "the topic has no name"))
