"""The seven callers, what each of them owns, and what one of them shares: made anew for every world."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields, replace
from random import randrange
from typing import TYPE_CHECKING, Any, Final, get_args

from authorisation.rows import CALLERS, Caller, Subjects, System, Things
from clients import PASSWORD
from sign_ins import execute, sign_in
from sqlalchemy import text

from irontrack.graphql.relay import decode_any_id, encode_id
from irontrack.models import ROLE_IDS, Base, Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clients import Client, Site

