using Microsoft.Extensions.Primitives;
using Surveys.Sms.Twilio;

namespace Surveys.Tests.Sms.Twilio;

/// <summary>Cases of the tests of twilio-node, twilio-python and twilio-csharp (MIT); the token is 12345. Signed JSON bodies are not taken by our webhooks.</summary>
public sealed class TwilioSignatureTests
{
    public static TheoryData<string, string, string, string, bool> Published =>
        new()
        {
            {
                "plain",
                "https://mycompany.com/myapp.php?foo=1&bar=2",
                "CallSid=CA1234567890ABCDE&Caller=+14158675309&Digits=1234&From=+14158675309&To=+18005551212",
                "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
                true
            },
            {
                "https url with odd port, signed without port",
                "https://mycompany.com:1234/myapp.php?foo=1&bar=2",
                "CallSid=CA1234567890ABCDE&Caller=+14158675309&Digits=1234&From=+14158675309&To=+18005551212",
                "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
                true
            },
            {
                "http url with port 1234",
                "http://mycompany.com:1234/myapp.php?foo=1&bar=2",
                "CallSid=CA1234567890ABCDE&Caller=+14158675309&Digits=1234&From=+14158675309&To=+18005551212",
                "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",
                true
            },
            {
                "http url, signed with :80",
                "http://mycompany.com/myapp.php?foo=1&bar=2",
                "CallSid=CA1234567890ABCDE&Caller=+14158675309&Digits=1234&From=+14158675309&To=+18005551212",
                "0ZXoZLH/DfblKGATFgpif+LLRf4=",
                true
            },
            {
                "username only in url",
                "https://user@mycompany.com/myapp.php?foo=1&bar=2",
                "CallSid=CA1234567890ABCDE&Caller=+14158675309&Digits=1234&From=+14158675309&To=+18005551212",
                "2YRLlVAflCqxaNicjMpJcSTgzSs=",
                true
            },
            {
                "apostrophe and plus in query",
                "https://mycompany.com/myapp.php?foo=1&bar=2&Body=It's+amazing",
                "CallSid=CA1234567890ABCDE&Caller=+14158675309&Digits=1234&From=+14158675309&To=+18005551212",
                "TfZzewPq8wqrGlMfyAud8+/IvJ0=",
                true
            },
            {
                "array parameter, other order",
                "https://mycompany.com/myapp.php?foo=1&bar=2",
                "MessagingBinding.Address=+1415xxxxxxx&MessagingBinding.Address=+1325xxxxxxx",
                "83O6e2vORAoJHUNzJjDWN1jz+BA=",
                true
            },
            {
                "mixed-case host",
                "https://MyCompany.com/myapp.php?foo=1&bar=2",
                "CallSid=CA1234567890ABCDE&Caller=+14158675309&Digits=1234&From=+14158675309&To=+18005551212",
                "g9IN/x4Cft2g517EjYvEvM/W7LU=",
                true
            },
            {
                "mixed-case host http, signed with :80",
                "http://MyCompany.com/myapp.php?foo=1&bar=2",
                "CallSid=CA1234567890ABCDE&Caller=+14158675309&Digits=1234&From=+14158675309&To=+18005551212",
                "XY7AlKOKL6im4yWyX84gldUrtis=",
                true
            },
            {
                "upper-case scheme kept",
                "HTTP://username:password@MyCompany.com/myapp.php?foo=1&bar=2",
                "CallSid=CA1234567890ABCDE&Caller=+14158675309&Digits=1234&From=+14158675309&To=+18005551212",
                "hy/l8pca+LFms4cvRdv8uiP6NGc=",
                true
            },
            {
                "lower-case signature on mixed-case host",
                "https://MyCompany.com/myapp.php?foo=1&bar=2",
                "CallSid=CA1234567890ABCDE&Caller=+14158675309&Digits=1234&From=+14158675309&To=+18005551212",
                "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
                false
            },
            {
                "body given but no bodySHA256 in url",
                "https://mycompany.com/myapp.php?foo=1&bar=2",
                "",
                "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
                false
            },
        };

    [Theory]
    [MemberData(nameof(Published))]
    public void A_signature_is_judged_as_the_carriers_own_libraries_judge_it(
        string name,
        string address,
        string form,
        string signature,
        bool isValid
    )
    {
        Assert.True(TwilioSignature.IsValid(["12345"], address, Form(form), signature) == isValid, name);
    }

    [Fact]
    public void Two_tokens_are_taken_while_they_are_changed()
    {
        var form = Form("From=+77010000001&Body=5");
        var signature = TwilioSignature.Of("old", "https://gov.example/hooks/twilio/messages", form);

        Assert.True(
            TwilioSignature.IsValid(["new", "old"], "https://gov.example/hooks/twilio/messages", form, signature)
        );
        Assert.False(TwilioSignature.IsValid(["new"], "https://gov.example/hooks/twilio/messages", form, signature));
    }

    [Fact]
    public void Any_change_of_form_or_address_breaks_the_signature()
    {
        var signature = TwilioSignature.Of("token", "https://gov.example/hooks?a=1", Form("Body=5"));

        Assert.False(TwilioSignature.IsValid(["token"], "https://gov.example/hooks?a=1", Form("Body=4"), signature));
        Assert.False(TwilioSignature.IsValid(["token"], "https://gov.example/hooks?a=2", Form("Body=5"), signature));
        Assert.False(TwilioSignature.IsValid(["token"], "https://gov.example/hooks?a=1", Form("Body=5"), null));
        Assert.False(TwilioSignature.IsValid([], "https://gov.example/hooks?a=1", Form("Body=5"), signature));
    }

    private static List<KeyValuePair<string, StringValues>> Form(string form) =>
        [
            .. form.Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(field => field.Split('=', 2))
                .GroupBy(field => field[0])
                .Select(group => new KeyValuePair<string, StringValues>(
                    group.Key,
                    group.Select(field => field[1]).ToArray()
                )),
        ];
}
