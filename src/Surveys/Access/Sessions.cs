using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Surveys.Http;
using Surveys.Privacy;

namespace Surveys.Access;

/// <summary>A dashboard's sign-in, as its cookie holds it: which key was shown, never the key.</summary>
/// <param name="Id">Random; forms are bound to it.</param>
/// <param name="KeyId">Whose it is.</param>
/// <param name="KeyHash">The beginning of the key's hash, so that another key of the same id (such as a changed admin key) opens nothing.</param>
internal sealed record Session(byte[] Id, string KeyId, byte[] KeyHash)
{
    /// <summary>Whether the key that was shown is the one of a hash.</summary>
    public bool IsOf(byte[] hash) => CryptographicOperations.FixedTimeEquals(KeyHash, hash.AsSpan(0, KeyHash.Length));

    /// <summary>The session by which <see cref="CallerCheck"/> knew the caller; null where a key was sent.</summary>
    public static Session? Of(HttpContext context) => (Session?)context.Items[typeof(Session)];

    public void Attach(HttpContext context) => context.Items[typeof(Session)] = this;
}

/// <summary>
/// Sign-ins of dashboards. A cookie is sealed with the platform's own keys, so that every instance opens what another one sealed, and nothing is stored; whether
/// its key still works is looked up at each request. Forms carry a token that only this sign-in's cookie goes with (a double submit, bound to the session).
/// </summary>
internal sealed class Sessions(KeyRing ring, IOptions<SurveysOptions> options, TimeProvider time)
{
    /// <summary>A working day; then the key is asked for again.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(8);

    public const string CookieName = "surveys-session";

    /// <summary>Goes with the sign-in form, before there is a session.</summary>
    public const string FormCookieName = "surveys-sign-in";

    private const int UntilBytes = 8;
    private const int IdBytes = 16;
    private const int HashBytes = 16;
    private const string Purpose = "session";
    private const string FormCookiePurpose = "sign-in";
    private const string FormPurpose = "form";

    /// <summary>Signs a caller in.</summary>
    public void Begin(HttpContext context, Caller caller, string key)
    {
        byte[] payload =
        [
            .. Until(),
            .. RandomNumberGenerator.GetBytes(IdBytes),
            .. ApiKey.Hash(key)[..HashBytes],
            .. Encoding.ASCII.GetBytes(caller.KeyId),
        ];
        context.Response.Cookies.Append(CookieName, ring.Seal(payload, Purpose), Cookie(context));
        context.Response.Cookies.Delete(FormCookieName, Cookie(context));
    }

    /// <summary>Signs out, on this browser.</summary>
    public void End(HttpContext context) => context.Response.Cookies.Delete(CookieName, Cookie(context));

    /// <summary>The sign-in that came with a request; null where there is none, or its time is up.</summary>
    public Session? Read(HttpContext context) =>
        Open(context, CookieName, Purpose) is { Length: > IdBytes + HashBytes } known
            ? new Session(
                known[..IdBytes],
                Encoding.ASCII.GetString(known.AsSpan(IdBytes + HashBytes)),
                known[IdBytes..(IdBytes + HashBytes)]
            )
            : null;

    /// <summary>What a form must carry to be taken; empty where the caller sent a key, which no other site can.</summary>
    public string FormToken(HttpContext context) =>
        Session.Of(context) is { } session ? ring.Seal(session.Id, FormPurpose) : "";

    /// <summary>What the sign-in form must carry, made together with its cookie.</summary>
    public string BeginForm(HttpContext context)
    {
        if (Open(context, FormCookieName, FormCookiePurpose) is not { } id)
        {
            id = RandomNumberGenerator.GetBytes(IdBytes);
            context.Response.Cookies.Append(
                FormCookieName,
                ring.Seal([.. Until(), .. id], FormCookiePurpose),
                Cookie(context)
            );
        }

        return ring.Seal(id, FormPurpose);
    }

    /// <summary>Whether a form came from a page of ours in this very session.</summary>
    public bool IsOwn(HttpContext context, string? token) =>
        Session.Of(context) is not { } session || Is(token, session.Id);

    /// <summary>Whether a sign-in form came from a page of ours in this browser.</summary>
    public bool IsOwnSignIn(HttpContext context, string? token) =>
        Open(context, FormCookieName, FormCookiePurpose) is { } id && Is(token, id);

    private bool Is(string? token, byte[] id) =>
        token is not null
        && ring.TryOpen(token, FormPurpose) is { } known
        && CryptographicOperations.FixedTimeEquals(known, id);

    private byte[]? Open(HttpContext context, string name, string purpose) =>
        context.Request.Cookies[name] is { } cookie
        && ring.TryOpen(cookie, purpose) is { Length: >= UntilBytes + IdBytes } known
        && BinaryPrimitives.ReadInt64BigEndian(known) > time.GetUtcNow().ToUnixTimeSeconds()
            ? known[UntilBytes..]
            : null;

    private byte[] Until()
    {
        var until = new byte[UntilBytes];
        BinaryPrimitives.WriteInt64BigEndian(until, (time.GetUtcNow() + Lasts).ToUnixTimeSeconds());
        return until;
    }

    /// <summary>Not readable by scripts, not sent from other sites, not over a plain connection where ours is encrypted. It ends with the browser's own session.</summary>
    private CookieOptions Cookie(HttpContext context) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps || options.Value.PublicUrl.Scheme == Uri.UriSchemeHttps,
            IsEssential = true,
        };
}
