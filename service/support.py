"""The people behind the bot: when they are called, when they are there, and how long they are waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service import escalation_policy, opening_hours
from service.clock import utc_now
from service.escalation_policy import Policy
from service.opening_hours import OpeningHours
from service.settings import ServiceSettings


@dataclass(frozen=True)
class Support:
    policy: Policy
    hours: OpeningHours
    away_after_s: float = ServiceSettings.away_after_s
    answer_within_s: float = ServiceSettings.answer_within_s

    @classmethod
    def of(cls, settings: ServiceSettings) -> Support:
        """Reads the policy's file. Raises BadSettings."""
        return cls(
            escalation_policy.read(settings.escalation),
            OpeningHours.parse(settings.opening_hours),
            settings.away_after_s,
            settings.answer_within_s,
        )

    def is_there(self) -> bool:
        return self.hours.is_open(utc_now())

    def back(self, language: str) -> str | None:
        """When people are back, in words; None where the hours name no day ahead."""
        moment: datetime = utc_now()
        opening = self.hours.next_opening(moment)
        return opening_hours.said(opening, moment, language) if opening else None
