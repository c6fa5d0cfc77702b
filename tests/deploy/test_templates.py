"""The templates against the code, and against what is asked of all of them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

import versions
from deploy.build import PLATFORMS
from gateway import Timeline, Version
from gateway.timeline.scheme import Dates
from tests.deploy.container import DOCKERFILE
from tests.deploy.front import Front, fronts
from tests.deploy.functions import function, invoke
from tests.deploy.templates import DEPLOY, load, path_of, resources, shapes
from tests.deploy.tools import lint

SERVERLESS = [shape for shape in shapes() if shape != "container"]
BY_VERSION = ("custom-domain", "function-per-version", "header-rules", "rest-stages")
"""The shapes that name each version."""
DATE = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])")


def named(template: dict[str, Any]) -> dict[str, set[str]]:
    """The versions that a template names, by the kind of resource that does."""
    found: dict[str, set[str]] = {}
    for resource in template["Resources"].values():
        # Policies are dated too, with the day of their language.
        if resource["Type"] != "AWS::IAM::Role":
            in_it = set(DATE.findall(json.dumps(resource["Properties"])))
            if in_it:
                found.setdefault(resource["Type"], set()).update(in_it)
    return found


def mistakes(template: dict[str, Any], timeline: Timeline) -> list[str]:
    """What a template names that isn't released, and what it leaves out where it names versions."""
    released = {str(version) for version in timeline if version not in timeline.previews}
    wrong = []
    for kind, names in named(template).items():
        wrong += [f"{kind} names {name}, which isn't released" for name in sorted(names - released)]
        wrong += [f"{kind} leaves out {name}" for name in sorted(released - names)]
    return wrong


@pytest.mark.parametrize("shape", BY_VERSION)
def test_a_template_names_all_released_versions_and_no_other(shape: str) -> None:
    """Wherever versions are named: stages, mappings, rules, routes and environments."""
    assert mistakes(load(shape), versions.timeline) == []
    assert named(load(shape))


@pytest.mark.parametrize("shape", sorted(set(shapes()) - set(BY_VERSION)))
def test_other_templates_name_none(shape: str) -> None:
    """A release changes nothing in them."""
    assert named(load(shape)) == {}


@pytest.mark.parametrize("shape", BY_VERSION)
def test_a_version_that_is_left_out_or_not_released_is_found(shape: str) -> None:
    """A new version, one in preview, and one that never was."""
    declared = [versions.timeline[version] for version in versions.timeline]
    template = load(shape)
    new = Timeline(*declared, Version("2027-03-01"))
    assert any("leaves out 2027-03-01" in one for one in mistakes(template, new))
    preview = Timeline(*declared[:-1], Version("2026-09-01", preview=True))
    assert any("names 2026-09-01, which isn't" in one for one in mistakes(template, preview))
    stray = json.loads(json.dumps(copy.deepcopy(template)).replace("2025-03-31", "2025-03-30"))
    assert any("names 2025-03-30" in one for one in mistakes(stray, versions.timeline))


@pytest.fixture(name="timeline")
def _timeline(monkeypatch: pytest.MonkeyPatch) -> Timeline:
    """The reference timeline with a version before that is retired, and one after that isn't released."""
    declared = [versions.timeline[version] for version in versions.timeline]
    retired = Version("2022-01-01", retired="2024-01-01", guide="https://shop.example/upgrading")
    timeline = Timeline(retired, *declared, Version("2027-03-01", preview=True))
    monkeypatch.setattr(versions, "timeline", timeline)
    return timeline


@pytest.mark.parametrize("key", fronts(), ids=", ".join)
def test_what_is_not_released_is_reached_by_no_way(key: tuple[str, str], timeline: Timeline, tmp_path: Path) -> None:
    """A retired version is gone, one in preview is unknown, and all others are served, by any way that names one."""
    front = fronts()[key]
    expected = {
        "2022-01-01": {410},
        "2027-03-01": {400, 404},
        **{str(v): {200} for v in versions.timeline.versions[1:-1]},
    }
    for version, statuses in expected.items():
        for path, headers in _asking(front, version):
            status = _status(front, path, headers, tmp_path)
            assert status in statuses, f"{path} {headers}: {status}"


def _asking(front: Front, version: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each way to ask for a version's orders."""
    orders = "/order" if version <= "2023-10-16" else "/orders"
    yield f"{front.base()}/{version}{orders}", {}
    yield f"{front.base()}{orders}", {"API-Version": version}
    for bases in front.bases().values():
        if version in bases:
            yield bases[version] + orders, {}


def _status(front: Front, path: str, headers: dict[str, str], folder: Path) -> int:
    delivery = front.deliver("GET", path, headers)
    if delivery is None:
        return 404
    environment = {**front.template.environment(delivery.function), "SHOP_DATABASE": str(folder / "shop.db")}
    environment = {name: value for name, value in environment.items() if name != "SHOP_TABLE"}
    with function(environment) as handler:
        return invoke(handler, delivery.event).status


def test_a_preview_is_served_where_the_operator_says_so(timeline: Timeline, tmp_path: Path) -> None:
    """SHOP_PREVIEWS=1 is for a deployment beside the public one."""
    front = fronts()["http-api", "HTTP API, payload 2.0"]
    delivery = front.deliver("GET", "/2027-03-01/orders")
    assert delivery is not None
    with function({"SHOP_PREVIEWS": "1", "SHOP_DATABASE": str(tmp_path / "shop.db")}) as handler:
        assert invoke(handler, delivery.event).status == 200


def _functions() -> list[tuple[str, str]]:
    return [(shape, name) for shape in SERVERLESS for name in resources(load(shape), "AWS::Serverless::Function")]


@pytest.mark.parametrize(("shape", "name"), _functions())
def test_every_function_is_set_up_as_all_are(shape: str, name: str) -> None:
    """Runtime, architecture, package, handler, logs that end, a role of its own, and an alarm."""
    template = load(shape)
    given = template["Resources"][name]["Properties"]
    assert (given["Runtime"], given["CodeUri"], given["Architectures"]) == (
        "python3.13",
        "../package",
        [{"Ref": "Architecture"}],
    )
    assert template["Parameters"]["Architecture"]["AllowedValues"] == list(PLATFORMS)
    module, _, attribute = given["Handler"].rpartition(".")
    assert attribute == "handler"
    assert (DEPLOY.parent / f"{module.replace('.', '/')}.py").exists()
    log = given["LoggingConfig"]
    assert (log["LogFormat"], log["LogGroup"]) == ("JSON", {"Ref": f"{name}Log"})
    assert "RetentionInDays" in template["Resources"][f"{name}Log"]["Properties"]
    assert given["Role"] == {"Fn::GetAtt": [f"{name}Role", "Arn"]}
    watched = [json.dumps(alarm["Properties"]) for alarm in resources(template, "AWS::CloudWatch::Alarm").values()]
    assert any(json.dumps({"Ref": name}) in one and '"Errors"' in one for one in watched)


@pytest.mark.parametrize(("shape", "name"), [one for one in _functions() if one[0] != "store"])
def test_a_release_takes_over_by_and_by_and_is_taken_back(shape: str, name: str) -> None:
    """All traffic goes through an alias, whose weight moves for as long as no alarm is raised."""
    given = load(shape)["Resources"][name]["Properties"]
    assert given["AutoPublishAlias"] == "live"
    assert given["DeploymentPreference"] == {"Type": {"Ref": "Rollout"}, "Alarms": [{"Ref": f"{name}Fails"}]}
    assert load(shape)["Parameters"]["Rollout"]["Default"].startswith("Canary")
    assert given["Timeout"] < 29


STAGES = (
    "AWS::Serverless::HttpApi",
    "AWS::Serverless::Api",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGatewayV2::Stage",
)


def _stages() -> list[tuple[str, str]]:
    return [(shape, name) for shape in shapes() for kind in STAGES for name in resources(load(shape), kind)]


@pytest.mark.parametrize(("shape", "name"), _stages())
def test_every_stage_is_throttled_and_logged(shape: str, name: str) -> None:
    """What is logged of a request says by what it asked for a version, as far as API Gateway knows."""
    given = load(shape)["Resources"][name]["Properties"]
    settings = given.get("DefaultRouteSettings") or given["MethodSettings"][0]
    assert (settings["ThrottlingBurstLimit"], settings["ThrottlingRateLimit"]) == ({"Ref": "Burst"}, {"Ref": "Rate"})
    logged = given.get("AccessLogSettings") or given["AccessLogSetting"]
    line = json.loads(logged["Format"])
    assert {"requestId", "path", "stage", "domain", "basePath", "status", "ms"} <= line.keys()
    assert all(value.startswith("$context.") for value in line.values())
    assert "RetentionInDays" in load(shape)["Resources"][logged["DestinationArn"]["Fn::GetAtt"][0]]["Properties"]


WITHOUT_A_RESOURCE = {"ecr:GetAuthorizationToken"}
"""What IAM knows no resource for."""


@pytest.mark.parametrize("shape", shapes())
def test_no_role_may_more_than_it_names(shape: str) -> None:
    """No action is a pattern, none is allowed on everything, and no two functions share a role."""
    template = load(shape)
    for role in resources(template, "AWS::IAM::Role").values():
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                assert not any("*" in action for action in actions)
                if statement["Resource"] == "*":
                    assert set(actions) <= WITHOUT_A_RESOURCE
    roles = [json.dumps(one["Properties"]["Role"]) for one in resources(template, "AWS::Serverless::Function").values()]
    assert len(set(roles)) == len(roles)


def test_cfn_lint_finds_nothing_in_the_templates(tmp_path: Path) -> None:
    """After SAM's transform, as `sam validate --lint` sees them (which .ci/sam runs); what is wrong it would find."""
    broken = tmp_path / "template.yaml"
    broken.write_text(path_of("http-api").read_text("utf-8").replace("RetentionInDays", "RetentionDays"), "utf-8")
    found = lint(*(path_of(shape) for shape in shapes()), broken)
    assert "'RetentionDays' was unexpected" in found
    places = re.findall(r"^(\S+):\d+:\d+$", found, re.MULTILINE)
    assert set(places) == {str(broken)}, found


def test_the_manifest_is_one_of_kubernetes() -> None:
    """Strictly: it has no member that Kubernetes would pass over."""
    documents = list(yaml.safe_load_all((DEPLOY / "container/kubernetes.yaml").read_text("utf-8")))
    assert len(documents) == 5
    for document in documents:
        kubernetes_validate.validate(document, "1.34", strict=True)


def test_the_dates_of_the_timeline_are_what_is_looked_for() -> None:
    """The templates are searched for dates, as the reference timeline has them."""
    assert isinstance(versions.timeline.scheme, Dates)
    assert all(DATE.fullmatch(str(version)) for version in versions.timeline)


def test_the_container_is_stopped_before_it_is_killed() -> None:
    """Uvicorn's patience is less than that of ECS, of Kubernetes and of the load balancer."""
    text = DOCKERFILE.read_text("utf-8")
    [patience] = re.findall(r'"--timeout-graceful-shutdown", "(\d+)"', text)
    [kept] = re.findall(r'"--timeout-keep-alive", "(\d+)"', text)
    template = load("container")["Resources"]
    [task] = template["Task"]["Properties"]["ContainerDefinitions"]
    assert int(patience) < task["StopTimeout"]
    balancer = {one["Key"]: one["Value"] for one in template["Balancer"]["Properties"]["LoadBalancerAttributes"]}
    assert int(balancer["idle_timeout.timeout_seconds"]) < int(kept)
    targets = {one["Key"]: one["Value"] for one in template["Targets"]["Properties"]["TargetGroupAttributes"]}
    assert int(patience) <= int(targets["deregistration_delay.timeout_seconds"])
    deployment = next(
        one
        for one in yaml.safe_load_all((DEPLOY / "container/kubernetes.yaml").read_text("utf-8"))
        if one["kind"] == "Deployment"
    )
    pod = deployment["spec"]["template"]["spec"]
    wait = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert wait + int(patience) < pod["terminationGracePeriodSeconds"]
