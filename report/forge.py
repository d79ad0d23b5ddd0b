"""GitHub's API, as far as the workflows need it: one comment, one issue, schedules that stay on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import urllib3
from urllib3.exceptions import HTTPError

from report.model import Refusal

BOT = "github-actions[bot]"  # whose comments and issues these are: nobody else's are touched
PAGE, PAGES = 100, 30
TIMEOUT = urllib3.Timeout(connect=10, read=30)


@dataclass(frozen=True)
class Forge:
    """One repository, owner/name, at the API's address; *token* with just the permissions of the job."""

    api: str
    repository: str
    token: str

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Forge:
        """As a workflow's environment has it; Refusal names what is missing."""
        names = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN")
        if missing := [name for name in names if not environment.get(name)]:
            raise Refusal(f"没有设置环境变量 {'、'.join(missing)}")
        return cls(*(environment[name] for name in names))

    def pull_request(self, owner: str, branch: str, commit: str) -> int | None:
        """The number of the open pull request whose head is *commit* on *owner*'s *branch*."""
        head = quote(f"{owner}:{branch}", safe="")
        found = self._call("GET", f"pulls?state=open&head={head}&per_page={PAGE}")
        return next((int(one["number"]) for one in found if one["head"]["sha"] == commit), None)

    def keep_comment(self, number: int, mark: str, text: str) -> None:
        """Make *text* the bot's one comment with *mark* on a pull request."""
        found = next(self._marked(f"issues/{number}/comments?", mark), None)
        if found:
            self._call("PATCH", f"issues/comments/{int(found['id'])}", {"body": text})
        else:
            self._call("POST", f"issues/{number}/comments", {"body": text})

    def keep_issue(self, title: str, mark: str, text: str | None) -> None:
        """Make *text* the bot's one open issue with *mark*; None closes it."""
        found = next(self._marked("issues?state=open&", mark), None)
        if found and text is None:
            self._call("PATCH", f"issues/{int(found['number'])}", {"state": "closed"})
        elif found:
            self._call("PATCH", f"issues/{int(found['number'])}", {"title": title, "body": text})
        elif text is not None:
            self._call("POST", "issues", {"title": title, "body": text})

    def keep_awake(self, workflow: str) -> None:
        """Enable a scheduled workflow anew, which begins its 60 quiet days again."""
        self._call("PUT", f"actions/workflows/{quote(workflow, safe='')}/enable")

    def _marked(self, path: str, mark: str) -> Iterator[Mapping[str, Any]]:
        for page in range(1, PAGES + 1):
            found = self._call("GET", f"{path}per_page={PAGE}&page={page}")
            yield from (one for one in found if one["user"]["login"] == BOT and (one["body"] or "").startswith(mark))
            if len(found) < PAGE:
                return

    def _call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "User-Agent": "panhuo",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        url = f"{self.api}/repos/{self.repository}/{path}"
        try:
            answer = urllib3.request(method, url, headers=headers, json=body, timeout=TIMEOUT, redirect=False)
            if answer.status >= 300:
                raise Refusal(f"{method} {path.partition('?')[0]}：GitHub 回答 {answer.status}")
            return json.loads(answer.data) if answer.data else None
        except (HTTPError, ValueError) as error:
            raise Refusal(f"{method} {path.partition('?')[0]}：{type(error).__name__}") from error
