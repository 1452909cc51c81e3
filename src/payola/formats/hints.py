"""Which column of a table is which? By name, case and punctuation ignored, or as the user tells.

Names stand in ranks; the first rank that a table has decides. Two columns of the same rank are not guessed between
where a wrong guess would make wrong accounts, times or posts: the user is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from payola.errors import InputError

WANTED = {
    "post": "the post's id",
    "account": "the account",
    "time": "the posting time",
    "text": "the caption",
    "tags": "the hashtags",
    "object": "the object",
}
ASK = ("account", "time", "post", "object")  # a wrong guess here would make wrong numbers

_RANKS: dict[str, str] = {
    "post": "postid videoid tweetid itemid contentid messageid statusid awemeid shortcode mediaid idstr / id / postpk",
    "account": "accountid authorid userid useridstr creatorid authormetaid channelid ownerid actorid authoruid uid "
    "profileid fromid authoruserid"
    " / account author user username userscreenname screenname handle creator authorusername authoruniqueid uniqueid "
    "authormetaname authorhandle channel uploader owner profile page useruniqueid accountname accounthandle "
    "userusername ownerusername poster"
    " / authorname displayname nickname fullname channelname pagename authornickname uploaderid",
    "account_name": "username userscreenname screenname handle authorusername authoruniqueid uniqueid authormetaname "
    "authorhandle accountname accounthandle "
    "userusername ownerusername / author user account creator / authorname displayname nickname",
    "time": "unixtimestamp createtime createdutc timestampshare createtimestamp "
    "/ createdat createtimeiso postedat publishedat "
    "publishdate publishtime postdate posttime createdate createddate creationdate creationtime posttimestamp "
    "createdtime uploadtime timestamputc videotimestamp takenat tweetcreatedat utcdatetime dateutc datetimeutc "
    "datecreated / timestamp / datetime / time date published created posted uploaddate",
    "text": "text / body caption videodescription fulltext posttext messagetext tweettext / description desc "
    "content message tweet videodesc / title",
    "tags": "hashtags hashtagnames / hashtaglist tagnames tags / hashtag challenges tag",
    "object": "object objectid",
    "music": "musicid musicmetamusicid soundid audioid trackid",
    "views": "views viewcount playcount plays videoplaycount videoviewcount viewscount statsplaycount impressions",
    "likes": "likes likecount diggcount likescount favoritecount favouritecount videodiggcount statsdiggcount hearts",
    "dislikes": "dislikes dislikecount dislikescount videodislikecount statisticsdislikecount",
    "comments": "comments commentcount commentscount replycount replies videocommentcount statscommentcount",
    "shares": "shares sharecount sharescount retweetcount retweets repostcount reposts videosharecount statssharecount",
    "followers": "followers followercount followerscount authorfollowers authorfollowercount fans authormetafans "
    "userfollowerscount accountfollowers subscribers subscribercount channelfollowercount",
    "language": "language lang textlanguage desclanguage languagecode",
    "region": "region regioncode country countrycode locationcreated videolocationcreated",
    "disclosed": "disclosed ispaidpartnership paidpartnership isad issponsored branded isbranded videoisad",
    "platform": "platform sourceplatform",
    "url": "url link permalink webvideourl tiktokurl posturl videourl shareurl webpageurl",
    "collected": "collectedat timestampcollected scrapedat retrievedat collectiontime collectedon crawledat collected",
}  # fmt: skip
_ABROAD: dict[str, str] = {  # headers in Russian, Ukrainian and Romanian: one more rank, after all others
    "post": "idпоста idвидео idпубликации idдопису idвідео ид ід idpostare idvideoclip",
    "account": "idаккаунта idпользователя idавтора idкористувача / аккаунт автор пользователь никнейм логин "
    "акаунт користувач нікнейм cont autor utilizator",
    "account_name": "никнейм логин нікнейм автор аккаунт пользователь користувач акаунт autor cont utilizator",
    "time": "датапубликации времяпубликации датаивремя датапублікації датаічас datapublicării datapublicarii "
    "/ дата время час",
    "text": "текст подпись описание підпис опис descriere",
    "tags": "хештеги хэштеги хештегі hashtaguri",
    "views": "просмотры просмотров перегляди переглядів vizualizări vizualizari",
    "likes": "лайки лайков вподобання вподобань aprecieri",
    "comments": "комментарии комментариев коментарі коментарів comentarii",
    "shares": "репосты репостов поширення distribuiri",
    "followers": "подписчики подписчиков підписники підписників urmăritori urmaritori",
    "language": "язык мова limba",
    "region": "страна країна țara tara",
    "url": "ссылка посилання",
}
RANKS = {
    key: [rank.split() for rank in (names + (f" / {_ABROAD[key]}" if key in _ABROAD else "")).split("/")]
    for key, names in _RANKS.items()
}
TAG_PARTS = re.compile(r"^hashtags[./_]\d+[./_]name$", re.IGNORECASE)  # one column a hashtag, as in flattened JSON


def plain(name: str) -> str:
    """A column name without case and punctuation: ``"Author ID"`` and ``author_id`` are the same."""
    return re.sub(r"[\W_]+", "", name.casefold())


def matched(name: str, columns: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    """Which of the columns holds what: key to column name.

    Raises
    ------
    InputError
        A column that was told is not there; two columns could be the account, the time, the post or the object.
    """
    for key, column in told.items():
        if column not in columns:
            raise InputError.no_column(name, f"{WANTED.get(key, key)} named {column!r}", key, columns)
    found = dict(told)
    for key in RANKS:
        if key not in found and (column := _best(name, key, columns, set(told.values()))):
            found[key] = column
    return found


def _best(name: str, key: str, columns: Sequence[str], taken: set[str]) -> str:
    by_name: dict[str, list[str]] = {}
    for column in columns:
        if column not in taken or key == "account_name":
            by_name.setdefault(plain(column), []).append(column)
    for rank in RANKS[key]:
        candidates = [column for wanted in rank for column in by_name.get(wanted, [])]
        if len(candidates) > 1 and key in ASK:
            raise InputError.ambiguous_column(name, WANTED[key], key, candidates)
        if candidates:
            return candidates[0]
    return ""


def needed(name: str, columns: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    """``matched``, and there is an account and a time.

    Raises
    ------
    InputError
        There is no column for the account or the time, or there are several.
    """
    found = matched(name, columns, told)
    for key in ("account", "time"):
        if key not in found:
            raise InputError.no_column(name, WANTED[key], key, columns)
    return found


def is_table_of_posts(columns: Sequence[str], told: Mapping[str, str]) -> bool:
    """Whether the columns hold an account and a time, by name or as told."""
    names = set(map(plain, columns))
    hinted = {key for key in ("account", "time") if any(hint in names for rank in RANKS[key] for hint in rank)}
    return hinted | {key for key, column in told.items() if column in columns} >= {"account", "time"}
