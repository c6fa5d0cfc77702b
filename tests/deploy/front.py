"""Plays what AWS puts in front of a function, as a template declares it: which function is asked, by which event.

The rules are those of API Gateway's developer guide: stages lead paths, mappings match by the longest key, routing
rules by priority, routes by how specific they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.aws.made import Event, function_url_event, http_api_event, http_api_payload_1_event, rest_event
from tests.deploy.templates import load, resources

Headers = dict[str, str]
DOMAIN = "api.example.com"


@dataclass(frozen=True)
class Delivery:
    """A function that is invoked with an event.

    Args:
        function: the function's name in the template.
        event: what it gets.
    """

    function: str
    event: Event


@dataclass(frozen=True)
class Stage:
    """A stage of an API.

    Args:
        name: its name.
        variables: its variables.
    """

    name: str
    variables: Mapping[str, str]


class Template:
    """A shape's template with its parameters set.

    Args:
        shape: the shape.
        parameters: parameters' values, where they aren't the default.
    """

    def __init__(self, shape: str, parameters: Mapping[str, str] | None = None) -> None:
        self.shape = shape
        self.body = load(shape)
        self._parameters = {name: str(one.get("Default", name)) for name, one in self.body["Parameters"].items()}
        self._parameters.update(parameters or {})

    def text(self, node: Any) -> str:
        """The text that a value is: itself, a parameter's, or with parameters in it."""
        if isinstance(node, dict) and "Ref" in node:
            name = str(node["Ref"])
            return self._parameters.get(name, name)
        if isinstance(node, dict) and "Fn::Sub" in node:
            text: str = node["Fn::Sub"]
            for name in ("AWS::Region", "AWS::URLSuffix", "Api"):
                text = text.replace("${" + name + "}", name.rpartition(":")[2].lower())
            return text
        return str(node)

    def functions(self) -> dict[str, dict[str, Any]]:
        """The properties of the functions, by name."""
        return {name: one["Properties"] for name, one in resources(self.body, "AWS::Serverless::Function").items()}

    def environment(self, function: str) -> dict[str, str]:
        """What a function's environment has."""
        found = self.functions()[function]["Environment"]["Variables"]
        return {name: self.text(value) for name, value in found.items()}

    def stages(self, api: str) -> dict[str, Stage]:
        """The stages of an API, by the names of the resources; that which SAM makes has the API's."""
        properties = self.body["Resources"][api]["Properties"]
        variables = properties.get("Variables") or properties.get("StageVariables") or {}
        found = {api: Stage(properties.get("StageName", "$default"), self._variables(variables))}
        for kind, owner, key in (
            ("AWS::ApiGateway::Stage", "RestApiId", "Variables"),
            ("AWS::ApiGatewayV2::Stage", "ApiId", "StageVariables"),
        ):
            for name, one in resources(self.body, kind).items():
                if one["Properties"][owner] == {"Ref": api}:
                    given = one["Properties"]
                    found[name] = Stage(given["StageName"], self._variables(given.get(key, {})))
        return found

    def stage(self, api: str, reference: dict[str, str]) -> Stage:
        """The stage that is referred to, as `!Ref Stage` or `!Ref Api.Stage`."""
        return self.stages(api)[reference["Ref"].removesuffix(".Stage")]

    def _variables(self, given: Mapping[str, Any]) -> dict[str, str]:
        return {name: self.text(value) for name, value in given.items()}


class Front:
    """One way into what a template declares.

    Args:
        template: the template.
    """

    entry: str = ""
    """What the way is called in docs/deploy.md."""

    def __init__(self, template: Template) -> None:
        self.template = template

    def deliver(
        self, method: str, path: str, headers: Headers | None = None, body: str | None = None
    ) -> Delivery | None:
        """What becomes of a request for a path of the URL; None where AWS answers it alone."""
        raise NotImplementedError

    def base(self) -> str:
        """What leads the paths of who names no version by where it asks."""
        return ""

    def bases(self) -> dict[str, dict[str, str]]:
        """What leads the paths of who names a version by where it asks: by the kind of source, then by version."""
        return {}

    def supplied(self) -> str | None:
        """The version that who asks for none gets, or None."""
        return None


def _segments(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def _within(key: str, path: str) -> bool:
    """Whether a path has all segments of a key first."""
    return _segments(path)[: len(_segments(key))] == _segments(key)


class _Routed(Front):
    """An HTTP API's routes, in the functions' events."""

    api = "Api"

    def routes(self) -> Iterator[tuple[str, str, str]]:
        """The path, the payload's format and the function of each route; `$default` without a path."""
        for name, function in self.template.functions().items():
            for event in function.get("Events", {}).values():
                if event["Type"] == "HttpApi" and event["Properties"]["ApiId"] == {"Ref": self.api}:
                    given = event["Properties"]
                    payload = self.template.text(given.get("PayloadFormatVersion", "2.0"))
                    yield given.get("Path", "$default"), payload, name

    def route(self, path: str) -> tuple[str, dict[str, str], str, str] | None:
        """The most specific route for a path: its template, parameters, payload format and function."""
        found: list[tuple[int, int, tuple[str, dict[str, str], str, str]]] = []
        for template, payload, function in self.routes():
            lead, greedy = template.removesuffix("/{proxy+}"), template.endswith("/{proxy+}")
            if template == "$default":
                found.append((2, 0, (template, {}, payload, function)))
            elif greedy and _within(lead, path) and len(_segments(path)) > len(_segments(lead)):
                rest = "/".join(_segments(path)[len(_segments(lead)) :])
                found.append((1, -len(lead), (template, {"proxy": rest}, payload, function)))
            elif not greedy and _segments(template) == _segments(path):
                found.append((0, 0, (template, {}, payload, function)))
        return min(found, key=lambda one: one[:2])[2] if found else None

    def event(self, stage: Stage, method: str, path: str, headers: Headers, body: str | None) -> Delivery | None:
        """What the route of a path is sent."""
        parts = urlsplit(path)
        routed = self.route(parts.path)
        if routed is None:
            return None
        template, parameters, payload, function = routed
        variables = dict(stage.variables)
        if payload == "1.0":
            event = http_api_payload_1_event(
                method, parts.path, stage.name, headers=headers, query=parts.query, body=body
            )
            event["resource"] = event["requestContext"]["resourcePath"] = template
            event["stageVariables"] = variables or None
            event["pathParameters"] = parameters or None
        else:
            event = http_api_event(method, parts.path, headers, parts.query, body, stage.name, variables)
            key = template if template == "$default" else f"ANY {template}"
            event["routeKey"] = event["requestContext"]["routeKey"] = key
            if parameters:
                event["pathParameters"] = parameters
        return Delivery(function, event)


class HttpApi(_Routed):
    """An HTTP API through its own host name."""

    @property
    def entry(self) -> str:  # type: ignore[override]
        payloads = {payload for _, payload, _ in self.routes()}
        return f"HTTP API, payload {payloads.pop()}"

    def deliver(
        self, method: str, path: str, headers: Headers | None = None, body: str | None = None
    ) -> Delivery | None:
        stages = {stage.name: stage for stage in self.template.stages(self.api).values()}
        first = _segments(urlsplit(path).path)[:1]
        if first and first[0] in stages:
            return self.event(stages[first[0]], method, path[len(first[0]) + 1 :] or "/", headers or {}, body)
        return self.event(stages["$default"], method, path, headers or {}, body) if "$default" in stages else None


class HttpApiDomain(_Routed):
    """An HTTP API through a custom domain's mappings.

    Args:
        template: the template.
        keeps_stage: whether the stage stands in the path that the function gets; of that reports disagree.
    """

    def __init__(self, template: Template, *, keeps_stage: bool = True) -> None:
        super().__init__(template)
        self._keeps_stage = keeps_stage
        self.entry = "HTTP API, custom domain" + ("" if keeps_stage else " (path without stage)")

    def mappings(self) -> dict[str, Stage]:
        """The stages, by the keys of their mappings."""
        found = resources(self.template.body, "AWS::ApiGatewayV2::ApiMapping").values()
        given = [one["Properties"] for one in found]
        return {one.get("ApiMappingKey", ""): self.template.stage(one["ApiId"]["Ref"], one["Stage"]) for one in given}

    def deliver(
        self, method: str, path: str, headers: Headers | None = None, body: str | None = None
    ) -> Delivery | None:
        keys = [key for key in self.mappings() if _within(key, urlsplit(path).path)]
        if not keys:
            return None
        key = max(keys, key=len)
        found = self.event(self.mappings()[key], method, path[len(key) + 1 :] if key else path, headers or {}, body)
        if found is not None:
            event = found.event
            event["requestContext"] |= {"domainName": DOMAIN, "domainPrefix": "api"}
            event["headers"]["host"] = DOMAIN
            if not self._keeps_stage:
                bare = event["rawPath"].removeprefix("/" + event["requestContext"]["stage"])
                event["rawPath"] = event["requestContext"]["http"]["path"] = bare
        return found

    def bases(self) -> dict[str, dict[str, str]]:
        keys = [key for key in self.mappings() if key]
        return {"mapping": {key: f"/{key}" for key in keys}}


class RestApi(Front):
    """A REST API through its own host name: the stage leads the path."""

    entry = "REST API"

    def deliver(
        self, method: str, path: str, headers: Headers | None = None, body: str | None = None
    ) -> Delivery | None:
        parts = urlsplit(path)
        first, *rest = [*_segments(parts.path), ""]
        stage = {one.name: one for one in self.template.stages("Api").values()}.get(first)
        if stage is None:
            return None
        below = "/" + "/".join(part for part in rest if part)
        given = dict(stage.variables)
        event = rest_event(method, below, headers or {}, parts.query, body, stage.name, given)
        return Delivery(_behind(self.template, "Api"), event)

    def base(self) -> str:
        return "/live"

    def bases(self) -> dict[str, dict[str, str]]:
        return {
            "stage": {one.name: f"/{one.name}" for one in self.template.stages("Api").values() if one.name != "live"}
        }

    def supplied(self) -> str | None:
        return self.template.stages("Api")["Api"].variables.get("apiVersion")


class RestDomain(Front):
    """REST APIs behind a custom domain with routing rules."""

    entry = "REST API, custom domain, routing rules"

    def rules(self) -> list[dict[str, Any]]:
        """The rules' properties, first the first that is looked at."""
        found = [one["Properties"] for one in resources(self.template.body, "AWS::ApiGatewayV2::RoutingRule").values()]
        return sorted(found, key=lambda rule: int(rule["Priority"]))

    def deliver(
        self, method: str, path: str, headers: Headers | None = None, body: str | None = None
    ) -> Delivery | None:
        parts = urlsplit(path)
        rule = next((one for one in self.rules() if _matches(one, parts.path, headers or {})), None)
        if rule is None:
            return None
        [action] = rule["Actions"]
        api = action["InvokeApi"]["ApiId"]["Ref"]
        assert not action["InvokeApi"].get("StripBasePath")
        stage = self.template.stage(api, action["InvokeApi"]["Stage"])
        event = rest_event(method, parts.path, headers or {}, parts.query, body, stage.name, dict(stage.variables))
        event["requestContext"] |= {"domainName": DOMAIN, "domainPrefix": "api", "path": event["path"]}
        event["headers"]["Host"], event["multiValueHeaders"]["Host"] = DOMAIN, [DOMAIN]
        return Delivery(_behind(self.template, api), event)


def _matches(rule: dict[str, Any], path: str, headers: Headers) -> bool:
    """Whether all conditions of a rule hold; header names in any case, values as they are."""
    given = {name.lower(): value for name, value in headers.items()}
    for condition in rule["Conditions"]:
        if "MatchHeaders" in condition:
            wanted = condition["MatchHeaders"]["AnyOf"]
            if not any(given.get(one["Header"].lower()) == one["ValueGlob"] for one in wanted):
                return False
        if "MatchBasePaths" in condition and not any(
            _within(key, path) for key in condition["MatchBasePaths"]["AnyOf"]
        ):
            return False
    return True


def _behind(template: Template, api: str) -> str:
    """The function that a REST API's `/{proxy+}` leads to."""
    [found] = [
        name
        for name, function in template.functions().items()
        for event in function.get("Events", {}).values()
        if event["Type"] == "Api"
        and event["Properties"]["RestApiId"] == {"Ref": api}
        and event["Properties"]["Path"] == "/{proxy+}"
    ]
    return found


class FunctionUrl(Front):
    """A function's own URL."""

    entry = "function URL"

    def deliver(
        self, method: str, path: str, headers: Headers | None = None, body: str | None = None
    ) -> Delivery | None:
        parts = urlsplit(path)
        [name] = [name for name, one in self.template.functions().items() if "FunctionUrlConfig" in one]
        return Delivery(
            name, function_url_event(method, parts.path, headers=headers or {}, query=parts.query, body=body)
        )


class LoadBalancer(Front):
    """An Application Load Balancer whose target is a function."""

    entry = "Application Load Balancer"

    def deliver(
        self, method: str, path: str, headers: Headers | None = None, body: str | None = None
    ) -> Delivery | None:
        parts = urlsplit(path)
        [group] = [one["Properties"] for one in resources(self.template.body, TARGETS).values()]
        [target] = group["Targets"]
        several = {"Key": "lambda.multi_value_headers.enabled", "Value": "true"} in group["TargetGroupAttributes"]
        lines = {
            "host": "shop.example",
            "x-forwarded-proto": "https",
            **{k.lower(): v for k, v in (headers or {}).items()},
        }
        query = [one.partition("=")[::2] for one in parts.query.split("&") if one]
        event: Event = {
            "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/t/1"}},
            "httpMethod": method,
            "path": parts.path,
            "body": body or "",
            "isBase64Encoded": False,
        }
        if several:
            event["multiValueHeaders"] = {name: [value] for name, value in lines.items()}
            event["multiValueQueryStringParameters"] = {name: [value] for name, value in query}
        else:
            event["headers"], event["queryStringParameters"] = lines, dict(query)
        return Delivery(target["Id"]["Ref"].removesuffix(".Alias"), event)


TARGETS = "AWS::ElasticLoadBalancingV2::TargetGroup"


def fronts() -> dict[tuple[str, str], Front]:
    """All ways into all shapes of functions, by shape and entry."""
    http = [Template(shape) for shape in ("http-api", "snapstart", "managed-instances", "function-per-version")]
    found: list[Front] = [HttpApi(template) for template in http]
    found.insert(1, HttpApi(Template("http-api", {"PayloadFormat": "1.0"})))
    domain = Template("custom-domain")
    found += [RestApi(Template("rest-stages")), HttpApiDomain(domain), HttpApiDomain(domain, keeps_stage=False)]
    found += [RestDomain(Template("header-rules")), FunctionUrl(Template("function-url"))]
    found.append(LoadBalancer(Template("load-balancer")))
    return {(front.template.shape, front.entry): front for front in found}
