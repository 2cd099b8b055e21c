"""Words and days of the invented reports: regions, axes, titles, milestones, indicators in three languages."""

from collections.abc import Sequence
from datetime import date

from reports.figures import Texts

PLAN, AS_OF = "SAMPLE-2025-2027", date(2026, 11, 23)
YEAR_PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
EARLIER = ("2025-Q2", "2025-Q3", "2025-Q4")
REGIONS = {
    "ORI": {"fr": "Oriental", "ar": "الشرق", "en": "Oriental"},
    "SOM": {"fr": "Souss-Massa", "ar": "سوس ماسة", "en": "Souss-Massa"},
    "LAA": {"fr": "Laâyoune-Sakia El Hamra", "ar": "العيون الساقية الحمراء", "en": "Laâyoune-Sakia El Hamra"},
    "DRA": {"fr": "Drâa-Tafilalet", "ar": "درعة تافيلالت", "en": "Drâa-Tafilalet"},
}
# fr, ar, en
AXES = (
    ("Climat et environnement", "المناخ والبيئة", "Climate and the environment"),
    ("Transformation numérique", "التحول الرقمي", "Digital transformation"),
    ("Approche genre", "مقاربة النوع", "Gender approach"),
    ("Services publics numériques", "الخدمات العمومية الرقمية", "Digital public services"),
    ("Participation citoyenne", "المشاركة المواطنة", "Citizen participation"),
    ("Transparence et accès à l’information", "الشفافية والحق في الحصول على المعلومات", "Transparency and access to information"),
    ("Jeunes porteurs de projets", "مواكبة الشباب حاملي المشاريع", "Young promoters"),
    ("Données ouvertes", "البيانات المفتوحة", "Open data"),
    ("Budget participatif", "الميزانية التشاركية", "Participatory budgeting"),
    ("Inclusion et accessibilité", "الإدماج والولوجيات", "Inclusion and accessibility"),
)  # fmt: skip
TITLES = (
    ("Programme régional d’adaptation au changement climatique", "برنامج جهوي للتكيف مع تغير المناخ", "Regional programme on adaptation to climate change"),
    ("Guichet numérique unique de la région", "الشباك الرقمي الموحد للجهة", "Single digital desk of the region"),
    ("Budget régional sensible au genre", "ميزانية جهوية مستجيبة للنوع الاجتماعي", "Gender-responsive regional budget"),
    ("Dématérialisation des demandes de subvention des associations", "رقمنة طلبات دعم الجمعيات", "Paperless grant applications for associations"),
    ("Portail régional de la participation et des pétitions", "بوابة جهوية للمشاركة والعرائض", "Regional portal for participation and petitions"),
    ("Transparence et droit à l’information", "الشفافية والحق في المعلومة", "Transparency and right to information"),
    ("Accompagnement des jeunes coopératives", "مواكبة التعاونيات الشبابية", "Support for young co-operatives"),
    ("Publication ouverte des marchés et du budget", "النشر المفتوح للصفقات والميزانية", "Open publication of contracts and budget"),
    ("Budget participatif de la jeunesse", "ميزانية تشاركية للشباب", "Participatory budget for young people"),
    ("Accessibilité des services aux personnes handicapées", "ولوج الأشخاص في وضعية إعاقة إلى الخدمات", "Services accessible to people with disabilities"),
)  # fmt: skip
MILESTONES = (
    ("Étude de cadrage validée", "المصادقة على الدراسة التأطيرية", "Scoping study approved"),
    ("Convention signée avec les partenaires", "توقيع الاتفاقية مع الشركاء", "Agreement signed with the partners"),
    ("Premier atelier de concertation tenu", "عقد أول ورشة للتشاور", "First consultation workshop held"),
    ("Plateforme mise en ligne", "إطلاق المنصة على الإنترنت", "Platform online"),
    ("60 agents formés", "تكوين 60 موظفا", "60 staff trained"),
    ("Rapport d’évaluation publié", "نشر تقرير التقييم", "Evaluation report published"),
)
INDICATORS = (
    (("Personnes sensibilisées", "الأشخاص المستفيدون من التحسيس", "People reached"), ("personnes", "أشخاص", "people")),
    (
        ("Demandes traitées dans les délais", "الطلبات المعالجة داخل الآجال", "Requests handled in time"),
        ("%", "%", "%"),
    ),
    (("Délai moyen de réponse", "متوسط أجل الجواب", "Average time to answer"), ("jours", "أيام", "days")),
)


def texts(words: Sequence[str]) -> Texts:
    """The same text by language, from a French, Arabic, English triple."""
    return dict(zip(("fr", "ar", "en"), words, strict=True))
