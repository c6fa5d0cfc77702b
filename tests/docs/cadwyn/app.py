from fastapi import FastAPI
from pydantic import BaseModel, Field

from gateway import Gateway, Timeline, Version, header


class UserCreate(BaseModel):
    full_name: str
    addresses: list[str] = Field(min_length=1)


class User(UserCreate):
    id: int


class Team(BaseModel):
    title: str
    lead: User


api = FastAPI()


@api.post("/users")
async def create_user(user: UserCreate) -> User:
    return User(id=1, **user.model_dump())


@api.get("/teams/{title}")
async def get_team(title: str) -> Team:
    return Team(title=title, lead=User(id=1, full_name="Ada", addresses=["London", "Paris"]))


timeline = Timeline(Version("2024-01-01"), Version("2025-01-01"), Version("2026-01-01"), nearest_earlier=True)
app = Gateway(
    current=api,
    timeline=timeline,
    adapters="tests.docs.cadwyn.adapters",
    sources=[header("X-API-Version")],
    echo="X-API-Version",
)
