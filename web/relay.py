"""The relay that takes our mail: one connection for all that waits, made anew when it broke."""

import ssl
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from types import TracebackType
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTP

PATIENCE = 20.0  # seconds, to connect and for each small step
TAKING_MAY_TAKE = 300.0  # seconds; one that was given up too early may have left, and would be sent again
FOR_GOOD = 500
# A longer line keeps addresses in headers whole.
PLAIN = policy.SMTP.clone(max_line_length=998, cte_type="7bit")
IN_UTF8 = policy.SMTPUTF8.clone(max_line_length=998, cte_type="7bit")


class RelayAway(Exception):
    """The relay can't be reached, or doesn't let us in: no mail's fault."""


class MailRefused(Exception):
    """The relay didn't take a mail; `final` when it will not take it later either."""

    def __init__(self, why: str, *, final: bool) -> None:
        super().__init__(why)
        self.final = final


class Relay:
    """Hands mails over, one after the other, for the time of a block."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._smtp: SMTP | None = None

    async def __aenter__(self) -> "Relay":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._let_go()

    async def reach(self) -> SMTP:
        """Connect, unless we are; raises RelayAway."""
        if self._smtp is not None and self._smtp.is_connected:
            return self._smtp
        implicit = self._url.scheme == "smtps"
        smtp = SMTP(
            hostname=self._url.hostname or "localhost",
            port=self._url.port or (465 if implicit else 25),
            username=unquote(self._url.username) if self._url.username else None,
            password=unquote(self._url.password) if self._url.password else None,
            use_tls=implicit,
            start_tls=None if not implicit else False,
            tls_context=ssl.create_default_context(),
            timeout=PATIENCE,
        )
        try:
            await smtp.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            smtp.close()
            raise RelayAway(str(error) or type(error).__name__) from error
        self._smtp = smtp
        return smtp

    async def take(self, message: EmailMessage) -> None:
        """Hand one mail over; on return the relay has it. Raises MailRefused, RelayAway."""
        smtp = await self.reach()
        sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
        beyond = not (sender + recipient).isascii()
        try:
            # Into bytes by ourselves: the library would encode addresses in long headers beyond recognition.
            written = message.as_bytes(policy=(IN_UTF8 if beyond else PLAIN))
            options = ["SMTPUTF8"] if beyond else []
            await smtp.sendmail(sender, [recipient], written, mail_options=options, timeout=TAKING_MAY_TAKE)
        except (aiosmtplib.SMTPNotSupported, ValueError) as error:
            raise MailRefused(str(error), final=True) from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            raise MailRefused(f"{refused.code} {refused.message}", final=refused.code >= FOR_GOOD) from error
        except aiosmtplib.SMTPResponseException as error:
            raise MailRefused(f"{error.code} {error.message}", final=error.code >= FOR_GOOD) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            await self._let_go()
            raise MailRefused(str(error) or type(error).__name__, final=False) from error

    async def _let_go(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(aiosmtplib.SMTPException, OSError):
                await smtp.quit()
            smtp.close()
