"""Which addresses are ours: the reply address alone, or with a plus part that we gave ourselves (RFC 5233)."""

import re
from dataclasses import dataclass

from notifications.reply_address import TOKEN_LENGTH, read_bounce_address, read_token

_BOUNCE = re.compile(r"bounce-[0-9a-f]{20}")
_PROBE = re.compile(r"probe-[0-9a-f]{20}")


@dataclass(frozen=True)
class Recipients:
    """The reply address and the key that signs its tokens. Whether a token still counts is for the database to say."""

    reply_address: str
    key: bytes

    def refusal(self, address: str) -> str:
        """Why mail to this address is refused before its content is sent; "" when it is taken."""
        local, _, domain = address.strip("<>").lower().rpartition("@")
        own_local, _, own_domain = self.reply_address.lower().rpartition("@")
        name, plus, detail = local.partition("+")
        if (name, domain) != (own_local, own_domain):
            return "No such mailbox here."
        if not plus or self._is_ours(detail, address):
            return ""
        if len(detail) == TOKEN_LENGTH:
            return "This reply address was damaged on the way; answer our mail again, or write to the address before +."
        return "No such reply address; write to the part before +."

    def _is_ours(self, detail: str, address: str) -> bool:
        return bool(
            _BOUNCE.fullmatch(detail)
            or _PROBE.fullmatch(detail)
            or read_bounce_address(address, key=self.key) is not None
            or read_token(detail, key=self.key)
        )
