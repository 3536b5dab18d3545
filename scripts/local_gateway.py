"""What the local gateway leaves out of the template when it imports it; this can go when MiniStack has it.

MiniStack 1.5.33 ignores `x-amazon-apigateway-gateway-responses`, and does not understand the spelling in which
CloudFormation wants a method setting's path. Both are taken from what was deployed, so there is one source.
"""

from collections.abc import Callable
from typing import Any

API_STAGE = "api"


def finish(stack_name: str, api: str, client: Callable[[str], Any]) -> None:
    """Give the local gateway the gateway responses and method throttles of the stack that was deployed."""
    template = client("cloudformation").get_template(StackName=stack_name, TemplateStage="Processed")
    body = template["TemplateBody"]["Resources"]["Api"]["Properties"]["Body"]
    gateway = client("apigateway")
    for kind, response in body["x-amazon-apigateway-gateway-responses"].items():
        gateway.put_gateway_response(
            restApiId=api,
            responseType=kind,
            statusCode=response["statusCode"],
            responseParameters=response["responseParameters"],
            responseTemplates=response["responseTemplates"],
        )
    gateway.create_deployment(restApiId=api, stageName=API_STAGE)  # they take effect with the next deployment
    settings = gateway.get_stage(restApiId=api, stageName=API_STAGE)["methodSettings"]
    gateway.update_stage(
        restApiId=api,
        stageName=API_STAGE,
        patchOperations=[
            {"op": "replace", "path": f"{method}/throttling/{limit}", "value": str(setting[name])}
            for method, setting in settings.items()
            if "~1" in method
            for limit, name in (("rateLimit", "throttlingRateLimit"), ("burstLimit", "throttlingBurstLimit"))
        ],
    )
