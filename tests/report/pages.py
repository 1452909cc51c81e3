"""What stands in a page: its tags, scripts, data blocks and readable text, as a browser would take them."""

from __future__ import annotations

import base64
import html
import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    text: str = ""


class Page(HTMLParser):
    """A parsed page: its elements in order, each with the text right after its opening tag."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))
        self._open = True

    def handle_data(self, data: str) -> None:
        if self._open:
            self.elements[-1].text += data

    def handle_endtag(self, tag: str) -> None:
        self._open = False

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def scripts(self) -> list[str]:
        return [element.text for element in self.all("script") if "type" not in element.attributes]

    def data(self) -> dict[str, Any]:
        blocks = [element for element in self.all("script") if element.attributes.get("type") == "application/json"]
        return {str(element.attributes["id"]): json.loads(element.text) for element in blocks}

    def policy(self) -> str:
        metas = [e.attributes for e in self.all("meta") if e.attributes.get("http-equiv") == "Content-Security-Policy"]
        assert len(metas) == 1
        return str(metas[0]["content"])


def everything(page: str) -> str:
    """All that a reader could find in the page outside the chart library: source, decoded text, data, pictures."""
    own = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    data = json.dumps(Page(page).data(), ensure_ascii=False)
    pictures = [base64.b64decode(found).decode("utf-8") for found in re.findall(r"base64,([A-Za-z0-9+/=]+)", page)]
    return "\n".join([own, html.unescape(own), data, *pictures, *map(html.unescape, pictures)])


def readable(page: str) -> str:
    """The words of the page in one line, markup and scripts taken out."""
    body = re.sub(r"<(script|style|noscript)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
