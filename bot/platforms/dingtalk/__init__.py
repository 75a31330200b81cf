"""DingTalk (钉钉): the app robot."""
