from ozg_catalog.models.catalogue import (
    CatalogueEdition,
    Lage,
    LeikaEntry,
    Municipality,
    OzgService,
    Themenfeld,
)
from ozg_catalog.models.channels import ChannelAddress, ChannelState
from ozg_catalog.models.competence import Competence
from ozg_catalog.models.directory import Clarification
from ozg_catalog.models.former import FormerEntry, FormerService
from ozg_catalog.models.maturity import (
    Assessment,
    Criterion,
    EvidenceFile,
    MaturityLevel,
    MaturityModel,
)
from ozg_catalog.models.programme import (
    Chapter,
    DateMove,
    Examination,
    Milestone,
    MilestoneMove,
    Project,
    Strategy,
)
from ozg_catalog.models.providers import (
    Membership,
    PriceModel,
    Provider,
    ProviderFact,
    ProviderOption,
)
from ozg_catalog.models.reports import CouncilReport, ReportFile
from ozg_catalog.models.snapshots import Snapshot

__all__ = [
    "Assessment",
    "CatalogueEdition",
    "ChannelAddress",
    "ChannelState",
    "Chapter",
    "Clarification",
    "Competence",
    "CouncilReport",
    "Criterion",
    "DateMove",
    "EvidenceFile",
    "Examination",
    "FormerEntry",
    "FormerService",
    "Lage",
    "LeikaEntry",
    "MaturityLevel",
    "MaturityModel",
    "Membership",
    "Milestone",
    "MilestoneMove",
    "Municipality",
    "OzgService",
    "PriceModel",
    "Project",
    "Provider",
    "ProviderFact",
    "ProviderOption",
    "ReportFile",
    "Snapshot",
    "Strategy",
    "Themenfeld",
]
