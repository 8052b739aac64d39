"""A handful of products as the shop exports them, written for the tests."""

from __future__ import annotations

from knowledge.passages import Passage

ROWS = [
    (
        "fell",
        "jackets",
        "Tarnbrook",
        18900,
        True,
        ["navy"],
        "Fell waterproof jacket",
        "Fell 防水夹克",
        "Three layers, taped seams and a hood that fits over a helmet. Keeps out a day of hill rain.",
        "三层面料，压胶接缝，帽子可套在头盔外，能挡一整天的山雨。",
    ),
    (
        "drizzle",
        "jackets",
        "Kestrel Peak",
        7400,
        True,
        ["green"],
        "Drizzle packable rain jacket",
        "Drizzle 可收纳雨衣",
        "Weighs 280 grams and stuffs into its own pocket. For showers on the way to work.",
        "重 280 克，可收进自带口袋，通勤路上遇到阵雨正好。",
    ),
    (
        "ember",
        "jackets",
        "Solvane",
        24900,
        False,
        ["black"],
        "Ember down parka",
        "Ember 羽绒大衣",
        "Goose down to the knee, for waiting at bus stops in January.",
        "鹅绒填充，长及膝盖，冬天等公交也不冷。",
    ),
    (
        "scree",
        "shoes",
        "Kestrel Peak",
        15900,
        True,
        ["grey"],
        "Scree hiking boots",
        "Scree 登山靴",
        "Nubuck leather with a stiff sole for stony paths and a heavy pack.",
        "磨砂皮面，硬底，适合碎石路和重装徒步。",
    ),
    (
        "tempo",
        "shoes",
        "Velowick",
        9900,
        True,
        ["red"],
        "Tempo running shoes",
        "Tempo 跑鞋",
        "Light daily trainer with a soft heel, for roads and gravel.",
        "轻便的日常训练跑鞋，后跟柔软，公路和碎石路都能跑。",
    ),
    (
        "larch",
        "camping",
        "Brackenfell",
        34900,
        True,
        ["olive"],
        "Larch 2 tent",
        "Larch 双人帐篷",
        "Two people, two doors, three seasons; pitches in six minutes.",
        "双人双门三季帐，六分钟搭好。",
    ),
    (
        "hush",
        "audio",
        "Quietwave",
        19900,
        True,
        ["white"],
        "Hush over-ear headphones",
        "Hush 头戴式耳机",
        "Noise cancelling for trains and open offices, thirty hours on a charge.",
        "主动降噪，适合火车和开放办公室，一次充电可用三十小时。",
    ),
    (
        "skillet",
        "kitchen",
        "Stonecrop",
        6900,
        True,
        ["black"],
        "Forge cast-iron skillet",
        "Forge 铸铁煎锅",
        "Pre-seasoned, 26 cm, at home on induction and over a fire.",
        "已预开锅，26 厘米，电磁炉和明火都能用。",
    ),
    (
        "glow",
        "lighting",
        "Luma Oak",
        8900,
        True,
        ["beige"],
        "Glow bedside lamp",
        "Glow 床头灯",
        "Oak foot and linen shade; dims with a touch.",
        "橡木底座，亚麻灯罩，触摸调光。",
    ),
    (
        "heron",
        "bedding",
        "Dovecote",
        5900,
        True,
        ["white"],
        "Heron linen towel set",
        "Heron 亚麻毛巾套装",
        "Two bath towels that dry fast and soften with every wash.",
        "两条浴巾，干得快，越洗越软。",
    ),
]


def _passage(row: tuple[object, ...], language: str) -> Passage:
    name, category, brand, price, in_stock, colors, *words = row
    title, text = (words[0], words[2]) if language == "en" else (words[1], words[3])
    facts = {"product_id": name, "category": category, "brand": brand, "price_cents": price, "in_stock": in_stock}
    facts |= {"colors": colors, "sizes": ["one size"]}
    return Passage(f"product:{name}:{language}", "product", f"{brand} {title}", str(text), language, facts)


PRODUCTS = [_passage(row, language) for row in ROWS for language in ("en", "zh")]
