"""What do people of a simulated world write? Topics, phrases and names, in English, Russian, Ukrainian and Romanian.

All of it is a word stock of our own: nothing is taken from anybody's posts.
"""

from __future__ import annotations

LANGUAGES = ("en", "ru", "ro", "uk")
REGIONS = {"en": "GB", "ru": "KZ", "ro": "RO", "uk": "UA"}

# One topic a line: four nouns a language (nominative), from which captions and tags are made.
_TOPICS = """
cats | cat kitten whiskers paws | кот котёнок усы лапки | pisica pisoi mustăți lăbuțe | кіт кошеня вуса лапки
dance | dance steps choreo moves | танец шаги хореография движение | dans pași coregrafie mișcare | танець кроки хореографія рух
skate | skateboard kickflip ramp ollie | скейтборд трюк рампа доска | skateboard săritură rampă placă | скейтборд трюк рампа дошка
cooking | dinner soup bread dumplings | ужин суп хлеб пельмени | cină supă pâine găluște | вечеря суп хліб вареники
football | football goal striker derby | футбол гол нападающий дерби | fotbal gol atacant meci | футбол гол нападник дербі
makeup | makeup lipstick eyeliner glow | макияж помада стрелки сияние | machiaj ruj tuș strălucire | макіяж помада стрілки сяйво
gaming | game speedrun boss controller | игра спидран босс геймпад | joc speedrun boss controler | гра спідран бос геймпад
travel | travel mountain train beach | поездка гора поезд пляж | excursie munte tren plajă | подорож гора потяг пляж
fitness | workout squats plank running | тренировка приседания планка бег | antrenament genuflexiuni plank alergare | тренування присідання планка біг
music | guitar song chorus drums | гитара песня припев барабаны | chitară cântec refren tobe | гітара пісня приспів барабани
books | book novel library chapter | книга роман библиотека глава | carte roman bibliotecă capitol | книга роман бібліотека розділ
garden | garden tomatoes roses seedlings | сад помидоры розы рассада | grădină roșii trandafiri răsaduri | сад помідори троянди розсада
cars | car engine garage drift | машина мотор гараж дрифт | mașină motor garaj drift | машина мотор гараж дрифт
crafts | crafts knitting paint origami | поделки вязание краски оригами | lucrumanual tricotat vopsea origami | вироби плетіння фарби орігамі
dogs | dog puppy fetch leash | собака щенок поводок прогулка | câine cățel lesă plimbare | собака цуценя повідець прогулянка
"""  # noqa: E501


def _topics() -> tuple[tuple[str, dict[str, tuple[str, ...]]], ...]:
    rows = [[cell.split() for cell in line.split("|")] for line in _TOPICS.strip().splitlines()]
    return tuple((row[0][0], {lang: tuple(row[i + 1]) for i, lang in enumerate(LANGUAGES)}) for row in rows)


TOPICS = _topics()

# A caption is opener + noun + doing + when + closer, each of which may be missing.
OPENERS = {
    "en": (
        "Today it is", "Once more:", "Nobody asked, but here is", "Small update:", "Finally,", "For everyone who likes",
        "Just", "Part two:", "Guess what,", "Still thinking about", "A minute of", "Our favourite:",
    ),
    "ru": (
        "Сегодня у нас", "Опять", "Никто не просил, но вот", "Новости дня:", "Наконец-то", "Для всех, кому нравится",
        "Просто", "Часть вторая:", "Угадайте что:", "Всё думаю про это:", "Минута на", "Наше любимое:",
    ),
    "ro": (
        "Astăzi avem", "Din nou", "Nu a întrebat nimeni, dar iată", "Noutăți:", "În sfârșit,", "Pentru cine iubește",
        "Doar", "Partea a doua:", "Ghiciți ce:", "Încă mă gândesc la", "Un minut de", "Preferatul nostru:",
    ),
    "uk": (
        "Сьогодні у нас", "Знову", "Ніхто не просив, але ось", "Новини дня:", "Нарешті", "Для всіх, кому подобається",
        "Просто", "Частина друга:", "Вгадайте що:", "Досі думаю про це:", "Хвилина на", "Наше улюблене:",
    ),
}  # fmt: skip
DOINGS = {
    "en": (
        "took three tries", "went better than planned", "is harder than it looks", "made my neighbours laugh",
        "did not go well", "looks easy until you try", "kept us busy", "is all I do now", "needed more light",
        "surprised even me", "was worth the wait", "turned out a bit crooked",
    ),
    "ru": (
        "получилось с третьего раза", "вышло лучше, чем думали", "сложнее, чем кажется", "насмешило соседей",
        "вышло так себе", "кажется лёгким, пока не попробуешь", "заняло нас надолго", "теперь моё всё",
        "просило больше света", "удивило даже меня", "стоило ожидания", "получилось чуть криво",
    ),
    "ro": (
        "a ieșit din a treia încercare", "a mers mai bine decât credeam", "e mai greu decât pare",
        "i-a făcut pe vecini să râdă", "nu prea a ieșit", "pare ușor până încerci", "ne-a ținut ocupați",
        "e tot ce fac acum", "cerea mai multă lumină", "m-a surprins și pe mine", "a meritat așteptarea",
        "a ieșit puțin strâmb",
    ),
    "uk": (
        "вийшло з третьої спроби", "вдалося краще, ніж гадали", "складніше, ніж здається", "розсмішило сусідів",
        "вийшло так собі", "здається легким, доки не спробуєш", "зайняло нас надовго", "тепер моє все",
        "просило більше світла", "здивувало навіть мене", "було варте очікування", "вийшло трохи криво",
    ),
}  # fmt: skip
WHENS = {
    "en": (
        "before breakfast", "after work", "in the rain", "with my sister", "on the balcony", "at two in the morning",
        "on a Monday", "between two lessons", "in the kitchen", "on the last day of the holidays", "without sound",
        "in one take",
    ),
    "ru": (
        "до завтрака", "после работы", "под дождём", "вместе с сестрой", "на балконе", "в два часа ночи",
        "в понедельник", "между уроками", "на кухне", "в последний день каникул", "без звука", "с одного дубля",
    ),
    "ro": (
        "înainte de micul dejun", "după serviciu", "pe ploaie", "cu sora mea", "pe balcon", "la două noaptea",
        "într-o luni", "între două ore", "în bucătărie", "în ultima zi de vacanță", "fără sunet", "dintr-o filmare",
    ),
    "uk": (
        "до сніданку", "після роботи", "під дощем", "разом із сестрою", "на балконі", "о другій ночі",
        "у понеділок", "між уроками", "на кухні", "в останній день канікул", "без звуку", "з одного дубля",
    ),
}  # fmt: skip
CLOSERS = {
    "en": (
        "what do you think?", "more tomorrow", "wait for the end", "tell me yours", "no filters", "who else?",
        "save it for later", "sound on", "first attempt, be kind", "not bad for a beginner", "link to part one below",
        "thanks for watching",
    ),
    "ru": (
        "а вы как думаете?", "завтра продолжение", "досмотрите до конца", "расскажите про своё", "без фильтров",
        "кто ещё так?", "сохраняйте", "включите звук", "первая попытка", "для начала неплохо", "начало ниже",
        "спасибо, что смотрите",
    ),
    "ro": (
        "voi ce credeți?", "mâine continuăm", "așteptați finalul", "spuneți-mi și voi", "fără filtre", "cine mai face?",
        "salvați pentru mai târziu", "dați sunetul tare", "prima încercare", "bine pentru început",
        "prima parte e mai jos", "mulțumesc că vă uitați",
    ),
    "uk": (
        "а ви як гадаєте?", "завтра продовження", "додивіться до кінця", "розкажіть про своє", "без фільтрів",
        "хто ще так?", "зберігайте", "увімкніть звук", "перша спроба", "для початку непогано", "початок нижче",
        "дякую, що дивитесь",
    ),
}  # fmt: skip
EMOJI = ("😂", "❤️", "🔥", "✨", "🙈", "👀", "🎶", "🌿", "🐾", "💪", "😅", "🎉")
REMARKS = {
    "en": ("love this", "so good", "again please", "me every day", "where is this?", "best one yet", "haha", "first",
           "my mum does this too", "needed that today", "how did you do it?", "not what I expected"),
    "ru": ("класс", "ещё хочу", "это я каждый день", "а где это?", "лучшее видео", "ахаха", "первый",
           "моя мама так же", "как раз вовремя", "как ты это сделал?", "не ожидал", "супер"),
    "ro": ("super", "ce frumos", "încă o dată", "eu în fiecare zi", "unde e asta?", "cel mai bun", "haha", "primul",
           "și mama face așa", "aveam nevoie azi", "cum ai făcut?", "nu mă așteptam"),
    "uk": ("клас", "ще хочу", "це я щодня", "а де це?", "найкраще відео", "ахаха", "перший", "моя мама так само",
           "саме вчасно", "як ти це зробив?", "не очікував", "супер"),
}  # fmt: skip

# Tags are prefix + noun + suffix.
PREFIXES = {
    "en": ("", "my", "daily", "best", "little", "just", "happy", "weekend", "morning", "old"),
    "ru": ("", "люблю", "наш", "просто", "снова", "утро"),
    "ro": ("", "iubesc", "doar", "mereu", "iar", "azi"),
    "uk": ("", "люблю", "наш", "просто", "знову", "ранок"),
}
SUFFIXES = {
    "en": ("", "life", "video", "love", "time", "club", "moments", "world", "tips", "fun", "tok", "diary"),
    "ru": ("", "видео", "дня", "дома", "клуб", "жизнь", "момент", "советы"),
    "ro": ("", "video", "zilei", "acasă", "club", "viață", "moment", "sfaturi"),
    "uk": ("", "відео", "дня", "вдома", "клуб", "життя", "мить", "поради"),
}
GENERIC = ("fyp", "foryou", "viral", "foryoupage", "trending", "рек", "xyzbca", "pentrutine", "длятебе", "тренд",
           "video", "2026")  # fmt: skip

# Names of things that happen once: two lists, of which every combination is a name.
NEWS = (
    ("storm", "eclipse", "snow", "blackout", "fog", "heatwave", "flood", "strike", "comet", "traffic"),
    ("northbay", "oldbridge", "riverside", "hilltown", "eastport", "lakeview", "southgate", "millfield"),
)
TEAMS = (("go", "ole", "forza", "hai"), ("rovers", "falcons", "meteors", "otters", "bisons"))
PROMPTS = (("showyour", "myfirst", "guessmy", "oneminute", "ratemy", "dayinmy", "tiny", "secret", "yesterdays",
            "loud", "upsidedown", "pocket"),
           ("desk", "window", "breakfast", "backpack", "hometown", "ringtone", "umbrella", "shelf", "sandwich", "walk",
            "kitchen", "playlist", "plant", "hat", "elevator", "pillow", "notebook", "bicycle"))  # fmt: skip
CHALLENGES = (("bucket", "balloon", "spoon", "mirror", "freeze", "slowmo", "blindfold", "shadow", "paper", "bottle"),
              ("challenge", "flip", "swap", "relay", "switch", "dare"))  # fmt: skip
MEMES = (("when", "nobody", "pov", "that", "me"), ("themonday", "atthedoor", "inline", "onthebus", "beforecoffee",
                                                   "aftertheexam"))  # fmt: skip
BRANDS = (("fizz", "crunch", "glide", "snug", "spark"), ("soda", "cereal", "shoes", "blanket", "phone"))
HOUSES = (("blue", "round", "tall", "swift", "calm"), ("studio", "agency", "media", "works", "desk"))
RALLIES = (("bright", "one", "open", "steady", "rising", "common", "quiet", "strong"),
           ("morning", "river", "voice", "step", "bridge", "north", "table", "harbour"))  # fmt: skip
ELECTION = ("election2026", "ivoted", "electionnight", "alegeri2026", "выборы2026", "вибори2026", "debatenight",
            "pollingday", "firsttimevoter", "exitpoll")  # fmt: skip
FRESH = ("hack", "routine", "fail", "test", "story", "trend", "remix", "setup")

HANDLES = (("maple", "kite", "pebble", "lemon", "copper", "velvet", "cloud", "ginger", "marble", "saffron", "tin",
            "willow", "amber", "pixel", "cocoa", "denim"),
           ("fox", "lamp", "boat", "spoon", "cactus", "drum", "sock", "comet", "owl", "teapot", "ladder", "button",
            "wagon", "mitten", "garden", "whistle"))  # fmt: skip

MEME_TEXTS = (
    "nobody: absolutely nobody: me at three in the morning opening the fridge again",
    "send this to the friend who is always five minutes away and still at home",
    "my last brain cell and I trying to remember why we came into this room",
    "когда сказал что выйдешь через пять минут и только ищешь второй носок",
    "tag the person who says one episode and watches the whole season",
    "eu când zic că mă culc devreme și deodată e ora trei dimineața",
)
BRAND_TEXT = "Paid partnership: show us how you do it and you may win a year of it"
BRIEFS = {  # more than eight words each
    "en": (
        "small steps make a street a home and we start together",
        "it is our turn to choose what tomorrow looks like here",
        "look around you and tell me what you would keep here",
    ),
    "ru": (
        "маленькие шаги делают двор домом и мы начинаем вместе с вами",
        "теперь наша очередь выбирать каким будет завтра в этом городе",
        "оглянитесь вокруг и скажите что бы вы сохранили здесь навсегда",
    ),
    "ro": (
        "pașii mici fac dintr-o stradă o casă și începem împreună azi",
        "e rândul nostru să alegem cum arată ziua de mâine aici",
        "uitați-vă în jur și spuneți ce ați păstra voi aici mereu",
    ),
    "uk": (
        "маленькі кроки роблять двір домом і ми починаємо разом з вами",
        "тепер наша черга обирати яким буде завтра в цьому місті",
        "озирніться довкола і скажіть що б ви зберегли тут назавжди",
    ),
}
RALLY_TEXTS = (
    "we said it once and we say it again: this town deserves to be heard",
    "everybody who was here today knows what we mean, pass it on",
    "one picture says more than a hundred speeches, see for yourself",
    "не молчите, расскажите об этом каждому соседу уже сегодня",
    "nu mai așteptăm, spuneți tuturor ce ați văzut aici",
)
WAVE_TEXTS = (
    "finally somebody says it, we are all behind you",
    "my whole family will come, this is the one",
    "наконец-то честно сказано, мы все за вас",
    "toată familia mea e cu voi, așa se face",
    "уся наша вулиця за вас, так тримати",
)
BEFORE = ("", "yes! ", "да, ", "", "well, ", "👏 ", "")
AFTER = ("", "!", " ❤️", "!!", " 🙏", ".", " 💪", "!!!")
SURGES = ("first", "❤️", "pizza", "я тут", "prezent", "day one", "🐾", "тут", "banana", "yes chef")

# (candidate, language, slogans): placeholders, harmless on purpose.
CANDIDATES = (
    ("Candidate A", "ru", ("Чистый двор каждому дому", "Время добрых дел", "Город для людей")),
    ("Candidate B", "ro", ("Împreună pentru un oraș verde", "Drumuri bune pentru toți", "Mai aproape de oameni")),
    ("Candidate C", "en", ("Clean water for every street", "Time for honest work", "A warm home for everyone")),
    ("Candidate D", "uk", ("Світло в кожне місто", "Разом до спільної мети", "Тепла школа для всіх")),
)


def combination(parts: tuple[tuple[str, ...], tuple[str, ...]], number: int) -> str:
    """The ``number``-th name of two lists; after all combinations they come again with a number."""
    first, second = parts
    rounds, place = divmod(number, len(first) * len(second))
    # A step that is prime to the count walks through all combinations, so that neighbours look unlike.
    place = (
        place * 7 % (len(first) * len(second))
        if len(first) * len(second) % 7
        else place * 11 % (len(first) * len(second))
    )
    name = first[place % len(first)] + second[place // len(first)]
    return name if rounds == 0 else f"{name}{rounds + 1}"


def topic_tags(topic: int, language: str) -> list[str]:
    """The tags of a topic in one language, simplest first; topics beyond the stock come again with a number."""
    rounds, place = divmod(topic, len(TOPICS))
    nouns = TOPICS[place][1][language]
    mark = "" if rounds == 0 else str(rounds + 1)
    affixes = sorted(
        ((p, s) for p in range(len(PREFIXES[language])) for s in range(len(SUFFIXES[language]))), key=lambda a: sum(a)
    )
    return [f"{PREFIXES[language][p]}{noun}{SUFFIXES[language][s]}{mark}" for p, s in affixes for noun in nouns]
